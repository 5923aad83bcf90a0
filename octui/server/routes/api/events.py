"""The events of all directories, in the envelope of `/api`."""

from octui.server.http.event_streams import EventStream
from octui.server.http.routing import Call, Route


async def stream_api_events(call: Call) -> EventStream:
    return EventStream(call.server.bus, call.server.abort_connection, None, envelope="api")


ROUTES = (Route("GET", "/api/event", stream_api_events, "Events of all directories, as they happen", scope="server"),)
