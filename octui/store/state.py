"""octui's view of the server state. Only `reduce_state` writes it; everything else reads it through `selectors`."""

from dataclasses import field
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from octui.lazy_dataclasses import dataclass
from octui.store.bounded_dict import BoundedDict
from octui.store.message_record import MessageRecord
from octui.store.timeline import Timeline
from octui.wire.catalog import Agent, Command, Providers
from octui.wire.instance import LanguageServer
from octui.wire.mcp import McpResource, McpStatus
from octui.wire.messages import Failure
from octui.wire.pty import Pty
from octui.wire.requests import Permission, Question, ToolCall
from octui.wire.sessions import Session, Status, Todo
from octui.wire.workspace.projects import Project

ORPHAN_ROOM: Final = 64
DELETED_ROOM: Final = 1024
SETTLED_ROOM: Final = 1024
UNSEEN_ROOM: Final = 1024
STATUS_ROOM: Final = 4096
FAILURE_ROOM: Final = 256
PTY_EXIT_ROOM: Final = 256
ACCEPTED_ROOM: Final = 64
ASKED_ROOM: Final = 64
LIVE_CALL_ROOM: Final = 256
WAIT_ROOM: Final = 2048

Spans: TypeAlias = tuple[tuple[float, float], ...]
"""Stretches of time by octui's clock, in epoch milliseconds; no two overlap."""


class ConnectionStatus(StrEnum):
    CONNECTING = "connecting"
    LIVE = "live"
    QUIET = "quiet"
    """A heartbeat is missing; the server may no longer be running."""
    LOST = "lost"


class ProvidersStatus(StrEnum):
    """Whether the server has said which providers and models it has."""

    AWAITED = "awaited"
    KNOWN = "known"
    FAILED = "failed"
    """Asking failed, and there was no earlier answer."""


@dataclass(frozen=True, slots=True)
class ServerConnection:
    """The link and the server at its other end; `retry_in` is in seconds, `error` a sentence."""

    status: ConnectionStatus = ConnectionStatus.CONNECTING
    retry_in: float | None = None
    error: str = ""
    heard_at: float = 0.0
    """When the server was last heard before it fell silent, in epoch milliseconds; 0 if that is not known."""
    url: str = ""
    version: str = ""
    embedded: bool = False
    """Whether it is the embedded server."""
    ends_with_octui: bool = False
    """Whether octui started it."""


class RequestArrival(NamedTuple):
    """When a request first arrived live (0: it came with a snapshot), and from which directory."""

    at: int
    directory: str | None


class LiveCall(NamedTuple):
    """A tool call whose events were seen, and when it began, as the server says; 0 before it does."""

    part_id: str
    start: float


class AskedRequest(NamedTuple):
    """A request that was seen to arrive, and when, in epoch milliseconds by octui's clock."""

    session_id: str
    call: ToolCall | None
    at: float
    counted_from: float
    """From when its call, which may have begun later, waited for it."""
    start: float
    """When its call began, as the server says; 0 where that was not known."""


class CallWait(NamedTuple):
    """When a tool call waited for the user; it counts for a run that the server says began at `start`.

    1.1 sets that time again while a call runs, and what was before is then no part of the run.
    """

    start: float
    spans: Spans


class AcceptedPrompt(NamedTuple):
    """A prompt that the server accepted, and that is in no message yet: one that has just started takes seconds."""

    session_id: str
    text: str
    since: str
    """The newest message before it was sent, `""` for none."""


class UnseenActivity(NamedTuple):
    """Activity in an unloaded session: the number of finished answers, and the time of the last event."""

    answers: int
    at: int


@dataclass(slots=True)
class State:
    """Times here (`clock`, everything named `at`) count inputs, not seconds."""

    clock: int = 0
    connected_at: int = 0
    connection: ServerConnection = field(default_factory=ServerConnection)

    sessions: dict[str, Session] = field(default_factory=dict)
    has_more_sessions: bool = False
    """Whether the server has older sessions than those that were loaded."""
    has_more_subagents: bool = False
    """Whether the server may have older subagents' sessions than those that were loaded."""
    sessions_at: dict[str, int] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)
    """The sessions started by a session, known or not, ascending by creation."""
    deleted: BoundedDict[str, int] = field(default_factory=lambda: BoundedDict(DELETED_ROOM))
    session_changes: dict[str, int] = field(default_factory=dict)
    """Sessions that changed, or whose status did, the latest change last, and when."""
    failures: BoundedDict[str, Failure] = field(default_factory=lambda: BoundedDict(FAILURE_ROOM))
    """Why a session's last run failed, until it runs again; under "" what failed outside of any session."""

    statuses: dict[str, Status] = field(default_factory=dict)
    """A session absent here is idle."""
    statuses_at: dict[str | None, int] = field(default_factory=dict)
    """When a snapshot last reported every status of a directory, or under None of all directories."""
    status_at: BoundedDict[str, int] = field(default_factory=lambda: BoundedDict(STATUS_ROOM))
    statuses_as_of: dict[str, float] = field(default_factory=dict)
    """Statuses that may have changed unseen, and when they were last known to hold, in epoch milliseconds."""

    timelines: dict[str, Timeline] = field(default_factory=dict)
    messages: dict[str, MessageRecord] = field(default_factory=dict)
    """The messages of all timelines."""
    orphans: BoundedDict[str, MessageRecord] = field(default_factory=lambda: BoundedDict(ORPHAN_ROOM))
    """Parts, by message id, that arrived before their message."""
    unseen: BoundedDict[str, UnseenActivity] = field(default_factory=lambda: BoundedDict(UNSEEN_ROOM))

    accepted_prompts: BoundedDict[str, AcceptedPrompt] = field(default_factory=lambda: BoundedDict(ACCEPTED_ROOM))
    """By the id of the part that its text becomes."""

    permissions: dict[str, Permission] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    arrivals: dict[str, RequestArrival] = field(default_factory=dict)
    """Every waiting request, permission or question, in the order they came."""
    has_listed_requests: bool = False
    """Whether the server has said which requests wait."""
    settled: BoundedDict[str, int] = field(default_factory=lambda: BoundedDict(SETTLED_ROOM))
    asked: BoundedDict[str, AskedRequest] = field(default_factory=lambda: BoundedDict(ASKED_ROOM))
    """Requests whose answer was not seen."""
    live_calls: BoundedDict[ToolCall, LiveCall] = field(default_factory=lambda: BoundedDict(LIVE_CALL_ROOM))
    """The last calls of all sessions, loaded or not."""
    call_waits: BoundedDict[str, CallWait] = field(default_factory=lambda: BoundedDict(WAIT_ROOM))
    """By the id of the call's part."""
    message_waits: BoundedDict[str, Spans] = field(default_factory=lambda: BoundedDict(WAIT_ROOM))
    """When answers waited for the user, whatever their calls count; by the id of the message."""

    todos: dict[str, tuple[Todo, ...]] = field(default_factory=dict)
    todos_at: dict[str, int] = field(default_factory=dict)
    providers: Providers = field(default_factory=Providers)
    providers_status: ProvidersStatus = ProvidersStatus.AWAITED
    agents: tuple[Agent, ...] = ()
    commands: tuple[Command, ...] = ()
    mcp: dict[str, McpStatus] = field(default_factory=dict)
    resources: dict[str, McpResource] = field(default_factory=dict)
    """Resources of MCP servers that prompts may mention, by the server's name for them."""
    lsp: tuple[LanguageServer, ...] = ()
    ptys: dict[str, Pty] = field(default_factory=dict)
    pty_exits: BoundedDict[str, int | None] = field(default_factory=lambda: BoundedDict(PTY_EXIT_ROOM))
    """How the last terminals ended; None where the server did not say."""
    project: Project | None = None
    branch: str | None = None

    skipped_frames: int = 0
    """Frames that could not be read."""
    unknown_events: int = 0
    """Events of kinds this version does not know."""
