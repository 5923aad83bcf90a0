"""Driving the interfaces that listen to a directory."""

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from starlette.requests import Request

from octui.server.errors import BadRequest, NotFound
from octui.server.instance import Instance
from octui.server.routing import Call, Handler, Route
from octui.wire.control import ControlRequest
from octui.wire.struct import Json, Wire

OLD_NAMES = {
    "session_new": "session.new",
    "session_share": "session.share",
    "session_interrupt": "session.interrupt",
    "session_compact": "session.compact",
    "messages_page_up": "session.page.up",
    "messages_page_down": "session.page.down",
    "messages_line_up": "session.line.up",
    "messages_line_down": "session.line.down",
    "messages_half_page_up": "session.half.page.up",
    "messages_half_page_down": "session.half.page.down",
    "messages_first": "session.first",
    "messages_last": "session.last",
    "agent_cycle": "agent.cycle",
}
"""Names with underscores that mean something else with dots; all others are passed on as they are."""

PUBLISHED = ("tui.prompt.append", "tui.command.execute", "tui.toast.show", "tui.session.select")

TOAST_MILLISECONDS = 5000


class Append(Wire, frozen=True):
    text: str


class Execute(Wire, frozen=True):
    command: str


class Toast(Wire, frozen=True):
    message: str
    variant: Literal["info", "success", "warning", "error"]
    title: str | None = None
    duration: Annotated[int, msgspec.Meta(gt=0)] = TOAST_MILLISECONDS


class Select(Wire, frozen=True):
    session_id: str


class Publish(Wire, frozen=True):
    type: Literal["tui.prompt.append", "tui.command.execute", "tui.toast.show", "tui.session.select"]
    properties: Json


_SHAPES: dict[str, type] = dict(zip(PUBLISHED, (Append, Execute, Toast, Select), strict=True))


async def append(call: Call) -> bool:
    body: Append = call.body
    return _publish(call, "tui.prompt.append", {"text": body.text})


async def execute(call: Call) -> bool:
    body: Execute = call.body
    return _publish(call, "tui.command.execute", {"command": OLD_NAMES.get(body.command, body.command)})


async def toast(call: Call) -> bool:
    body: Toast = call.body
    return _publish(call, "tui.toast.show", _spelled(body))


async def select(call: Call) -> bool:
    body: Select = call.body
    if call.server.conversations.session(body.session_id) is None:
        raise NotFound(f"Session not found: {body.session_id}")
    return _publish(call, "tui.session.select", {"sessionID": body.session_id})


async def publish(call: Call) -> bool:
    body: Publish = call.body
    try:
        msgspec.convert(body.properties, _SHAPES[body.type])
    except msgspec.ValidationError as problem:
        raise BadRequest(str(problem)) from problem
    return _publish(call, body.type, body.properties)


class Control:
    """Interfaces that wait to be asked something; nothing here asks, so that they wait until the instance goes."""

    def __init__(self, _instance: Instance) -> None:
        self.closed = asyncio.Event()

    async def close(self) -> None:
        self.closed.set()


async def next_control(call: Call) -> ControlRequest | None:
    """Waits for as long as the client does."""
    waits = (_hung_up(call.request), call.instance.service(Control).closed.wait())
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    return None


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def answer_control(_call: Call) -> bool:
    return True


def _publish(call: Call, kind: str, properties: Json) -> bool:
    call.server.bus.publish(kind, properties, call.instance.directory)
    return True


def _spelled(toast: Toast) -> Json:
    spelled: Json = {"message": toast.message, "variant": toast.variant, "duration": toast.duration}
    return spelled if toast.title is None else {"title": toast.title, **spelled}


def _runs(name: str, command: str) -> Handler:
    """A handler that makes interfaces run a command."""

    async def run(call: Call) -> bool:
        return _publish(call, "tui.command.execute", {"command": command})

    run.__name__ = name
    return run


ROUTES = (
    Route("POST", "/tui/append-prompt", append, "Put text into the prompt", body=Append, answer=bool),
    Route("POST", "/tui/open-help", _runs("open_help", "help.show"), "Open the help", answer=bool),
    Route("POST", "/tui/open-sessions", _runs("open_sessions", "session.list"), "Open the sessions", answer=bool),
    Route("POST", "/tui/open-themes", _runs("open_themes", "theme.switch"), "Open the themes", answer=bool),
    Route("POST", "/tui/open-models", _runs("open_models", "model.list"), "Open the models", answer=bool),
    Route("POST", "/tui/submit-prompt", _runs("submit", "prompt.submit"), "Send the prompt", answer=bool),
    Route("POST", "/tui/clear-prompt", _runs("clear", "prompt.clear"), "Empty the prompt", answer=bool),
    Route("POST", "/tui/execute-command", execute, "Run a command by its name", body=Execute, answer=bool),
    Route("POST", "/tui/show-toast", toast, "Show a short message", body=Toast, answer=bool),
    Route("POST", "/tui/select-session", select, "Open a session", body=Select, answer=bool),
    Route("POST", "/tui/publish", publish, "Send one of the four events as it is", body=Publish, answer=bool),
    Route("GET", "/tui/control/next", next_control, "Wait for something to answer", answer=ControlRequest),
    Route("POST", "/tui/control/response", answer_control, "Answer it", body=Any, answer=bool),
)
