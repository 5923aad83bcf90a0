"""The server as a whole: its health, the events of all directories, the person's own configuration."""

import asyncio
from typing import Any

import msgspec

from octui.server import configuration
from octui.server.configured import ConfigurationPatch, as_values
from octui.server.errors import Failed, NotOffered
from octui.server.routing import Call, Route
from octui.server.streams import EventStream
from octui.wire.struct import Json, Wire


class Healthy(Wire, frozen=True):
    """`server` says which make it is."""

    healthy: bool
    version: str
    server: str


async def health(call: Call) -> Healthy:
    return Healthy(healthy=True, version=call.server.version, server="octui")


async def events(call: Call) -> EventStream:
    return EventStream(call.server, None)


async def read(_call: Call) -> Json:
    return (await asyncio.to_thread(configuration.read_global)).values


async def change(call: Call) -> Json:
    try:
        changed = await asyncio.to_thread(configuration.patch_global, as_values(call.body))
    except (OSError, msgspec.DecodeError) as problem:
        raise Failed(f"The configuration could not be written: {problem}") from problem
    await call.server.instances.dispose_all()
    return changed.values


async def dispose(call: Call) -> bool:
    await call.server.instances.dispose_all()
    return True


async def upgrade(_call: Call) -> None:
    raise NotOffered("This server is part of octui: update octui instead.")


ROUTES = (
    Route("GET", "/global/health", health, "Whether the server is well", answer=Healthy, scope="server"),
    Route("GET", "/global/event", events, "The events of all directories, as they happen", scope="server"),
    Route("GET", "/global/config", read, "The person's own configuration", answer=dict[str, Any], scope="server"),
    Route(
        "PATCH",
        "/global/config",
        change,
        "Change the person's own configuration",
        body=ConfigurationPatch,
        answer=dict[str, Any],
        scope="server",
    ),
    Route("POST", "/global/dispose", dispose, "Close every instance", answer=bool, scope="server"),
    Route("POST", "/global/upgrade", upgrade, "Not offered", scope="server"),
)
