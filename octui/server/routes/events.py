"""The events of one directory."""

from octui.server.bus import event, framed
from octui.server.routing import Call, Route
from octui.server.streams import EventStream


async def events(call: Call) -> EventStream:
    """Whoever begins to listen is told what is wrong with the configuration: they can do something about it."""
    greeting = [
        framed(event("tui.toast.show", {"title": "Configuration", "message": problem, "variant": "warning"}))
        for problem in call.instance.config.problems
    ]
    return EventStream(call.server, call.instance.directory, greeting)


ROUTES = (Route("GET", "/event", events, "The events of the directory, as they happen"),)
