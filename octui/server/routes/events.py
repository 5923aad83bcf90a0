"""The events of one directory."""

import asyncio

from octui.server.agent.definitions.definition_files import list_unreadable_files
from octui.server.event_bus import encode_event, frame_sse
from octui.server.http.event_streams import EventStream
from octui.server.http.routing import Call, Route


async def stream_events(call: Call) -> EventStream:
    """A new subscriber first gets a toast for each problem in the configuration."""
    config = call.instance.config
    unreadable = await asyncio.to_thread(list_unreadable_files, config)
    greeting = [frame_sse(encode_toast("Configuration", str(problem))) for problem in (*config.problems, *unreadable)]
    greeting += [frame_sse(encode_toast("Stored data", notice)) for notice in call.server.take_notices()]
    return EventStream(call.server.bus, call.server.abort_connection, call.instance.directory, greeting)


def encode_toast(title: str, message: str) -> bytes:
    return encode_event(
        "tui.toast.show", {"title": title, "message": message, "variant": "warning", "duration": 30_000}
    )


ROUTES = (Route("GET", "/event", stream_events, "Events of the directory, as they happen"),)
