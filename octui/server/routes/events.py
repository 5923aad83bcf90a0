"""The events of one directory."""

from octui.server.bus import encode_event, frame_sse
from octui.server.routing import Call, Route
from octui.server.streams import EventStream


async def stream_events(call: Call) -> EventStream:
    """Whoever begins to listen is told what is wrong with the configuration: they can do something about it."""
    greeting = [
        frame_sse(encode_event("tui.toast.show", {"title": "Configuration", "message": problem, "variant": "warning"}))
        for problem in call.instance.config.problems
    ]
    return EventStream(call.server, call.instance.directory, greeting)


ROUTES = (Route("GET", "/event", stream_events, "The events of the directory, as they happen"),)
