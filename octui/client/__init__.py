"""Client for an OpenCode server: one method per call, and an event stream that reconnects."""

from octui.client.address import Address, Credentials
from octui.client.api.messages import MessagePage
from octui.client.capabilities import Capabilities
from octui.client.client import Client
from octui.client.errors import (
    BadAddress,
    Busy,
    ClientError,
    NotFound,
    NotOpenCode,
    Outcome,
    Rejected,
    ServerFailed,
    TimedOut,
    Unauthorized,
    Unreachable,
    Unsupported,
)
from octui.client.events.clock import Clock
from octui.client.events.stream import Connected, Disconnected, EventStream, HeartbeatMissed, StreamItem
from octui.client.pty_socket import PtySocket

__all__ = [
    "Address",
    "BadAddress",
    "Busy",
    "Capabilities",
    "Client",
    "ClientError",
    "Clock",
    "Connected",
    "Credentials",
    "Disconnected",
    "EventStream",
    "HeartbeatMissed",
    "MessagePage",
    "NotFound",
    "NotOpenCode",
    "Outcome",
    "PtySocket",
    "Rejected",
    "ServerFailed",
    "StreamItem",
    "TimedOut",
    "Unauthorized",
    "Unreachable",
    "Unsupported",
]
