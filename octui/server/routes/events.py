"""The events of one directory."""

from octui.server.event_bus import encode_event, frame_sse
from octui.server.http.event_streams import EventStream
from octui.server.http.routing import Call, Route


async def stream_events(call: Call) -> EventStream:
    """A new subscriber first gets a toast for each problem in the configuration."""
    greeting = [
        frame_sse(encode_event("tui.toast.show", {"title": "Configuration", "message": problem, "variant": "warning"}))
        for problem in call.instance.config.problems
    ]
    return EventStream(call.server.bus, call.server.abort_connection, call.instance.directory, greeting)


ROUTES = (Route("GET", "/event", stream_events, "Events of the directory, as they happen"),)
