"""The server as a whole: health, events of all directories, the user's configuration."""

import asyncio
import json
from typing import Any

import msgspec

from octui.server.config import loader
from octui.server.config.config_patch import ConfigPatch, to_patch_values
from octui.server.config.spending_limits import to_client_values
from octui.server.errors import InternalError, NotOfferedError
from octui.server.event_bus import frame_sse
from octui.server.http.event_streams import EventStream
from octui.server.http.json_response import EncodedJson
from octui.server.http.routing import Call, Route
from octui.server.json_encoding import encode_json
from octui.server.routes.events import encode_toast
from octui.server.storage.failures import describe_failed_write
from octui.wire.health import EMBEDDED_SERVER, SERVER_HEADER
from octui.wire.struct import Json, Wire


class Health(Wire, frozen=True):
    healthy: bool
    version: str


async def get_health(call: Call) -> EncodedJson:
    """A header says that this is octui's server."""
    health = Health(healthy=True, version=call.server.version)
    return EncodedJson(encode_json(health), {SERVER_HEADER: EMBEDDED_SERVER})


async def stream_global_events(call: Call) -> EventStream:
    directory = json.dumps(call.server.directory).encode()
    greeting = [
        frame_sse(b'{"directory":' + directory + b',"payload":' + encode_toast("Stored data", notice) + b"}")
        for notice in call.server.take_notices()
    ]
    return EventStream(call.server.bus, call.server.abort_connection, None, greeting, envelope="global")


async def get_global_config(_call: Call) -> Json:
    return to_client_values(await asyncio.to_thread(loader.load_global_config))


async def update_global_config(call: Call) -> Json:
    try:
        changed = await asyncio.to_thread(loader.patch_global_config, to_patch_values(call.body))
    except (OSError, msgspec.DecodeError) as problem:
        raise InternalError(f"Could not save the configuration: {describe_failed_write(problem)}.") from problem
    await call.server.instances.dispose_all_instances()
    return to_client_values(changed)


async def dispose_everything(call: Call) -> bool:
    await call.server.instances.dispose_all_instances()
    return True


async def refuse_upgrade(_call: Call) -> None:
    raise NotOfferedError("This server is part of octui: update octui instead.")


ROUTES = (
    Route("GET", "/global/health", get_health, "The server's health", answer=Health, scope="server"),
    Route("GET", "/health", get_health, "The same, where monitors look for it", answer=Health, scope="server"),
    Route("GET", "/global/event", stream_global_events, "Events of all directories, as they happen", scope="server"),
    Route(
        "GET",
        "/global/config",
        get_global_config,
        "The user's configuration",
        answer=dict[str, Any],
        scope="server",
    ),
    Route(
        "PATCH",
        "/global/config",
        update_global_config,
        "Change the user's configuration",
        body=ConfigPatch,
        answer=dict[str, Any],
        scope="server",
    ),
    Route("POST", "/global/dispose", dispose_everything, "Dispose of all instances", answer=bool, scope="server"),
    Route("POST", "/global/upgrade", refuse_upgrade, "Not offered", scope="server"),
)
