"""Remote control of the user interfaces connected to a directory."""

import asyncio
from typing import Annotated, Any, Literal, Self

import msgspec

from octui.server.errors import BadRequest, NotFoundError
from octui.server.http.event_streams import wait_for_disconnect
from octui.server.http.routing import Call, Handler, Route
from octui.server.instance import Instance
from octui.wire.struct import Json, Wire
from octui.wire.tui_control import ControlRequest

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
"""Old command names with underscores and their current names; all others are passed on unchanged."""

PUBLISHED = ("tui.prompt.append", "tui.command.execute", "tui.toast.show", "tui.session.select")

TOAST_MILLISECONDS = 5000


class AppendPromptBody(Wire, frozen=True):
    text: str


class ExecuteCommandBody(Wire, frozen=True):
    command: str


class ShowToastBody(Wire, frozen=True):
    message: str
    variant: Literal["info", "success", "warning", "error"]
    title: str | None = None
    duration: Annotated[int, msgspec.Meta(gt=0)] = TOAST_MILLISECONDS


class SelectSessionBody(Wire, frozen=True):
    session_id: str


class PublishBody(Wire, frozen=True):
    type: Literal["tui.prompt.append", "tui.command.execute", "tui.toast.show", "tui.session.select"]
    properties: Json


_SHAPES: dict[str, type] = dict(
    zip(PUBLISHED, (AppendPromptBody, ExecuteCommandBody, ShowToastBody, SelectSessionBody), strict=True)
)


async def append_prompt(call: Call) -> bool:
    body: AppendPromptBody = call.body
    return _publish_command(call, "tui.prompt.append", {"text": body.text})


async def execute_command(call: Call) -> bool:
    body: ExecuteCommandBody = call.body
    return _publish_command(call, "tui.command.execute", {"command": OLD_NAMES.get(body.command, body.command)})


async def show_toast(call: Call) -> bool:
    body: ShowToastBody = call.body
    return _publish_command(call, "tui.toast.show", _toast_properties(body))


async def select_session(call: Call) -> bool:
    body: SelectSessionBody = call.body
    if call.server.sessions.find_session(body.session_id) is None:
        raise NotFoundError(f"Session not found: {body.session_id}")
    return _publish_command(call, "tui.session.select", {"sessionID": body.session_id})


async def publish_tui_event(call: Call) -> bool:
    body: PublishBody = call.body
    try:
        msgspec.convert(body.properties, _SHAPES[body.type])
    except msgspec.ValidationError as problem:
        raise BadRequest(str(problem)) from problem
    return _publish_command(call, body.type, body.properties)


class TuiControl:
    """Lets interfaces wait for a control request; this server sends none, so they wait until the instance ends."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    @classmethod
    def from_instance(cls, _instance: Instance) -> Self:
        return cls()

    async def shut_down(self) -> None:
        self.closed.set()


async def wait_for_control(call: Call) -> ControlRequest | None:
    """Waits until the client disconnects or the instance ends."""
    waits = (wait_for_disconnect(call.request.receive), call.instance.get_service(TuiControl).closed.wait())
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    return None


async def answer_control(_call: Call) -> bool:
    return True


def _publish_command(call: Call, kind: str, properties: Json) -> bool:
    call.server.bus.publish_event(kind, properties, call.instance.directory)
    return True


def _toast_properties(toast: ShowToastBody) -> Json:
    properties: Json = {"message": toast.message, "variant": toast.variant, "duration": toast.duration}
    return properties if toast.title is None else {"title": toast.title, **properties}


def _command_handler(name: str, command: str) -> Handler:
    """A handler that tells the interfaces to run a command."""

    async def publish_fixed_command(call: Call) -> bool:
        return _publish_command(call, "tui.command.execute", {"command": command})

    publish_fixed_command.__name__ = name
    return publish_fixed_command


ROUTES = (
    Route("POST", "/tui/append-prompt", append_prompt, "Append text to the prompt", body=AppendPromptBody, answer=bool),
    Route("POST", "/tui/open-help", _command_handler("open_help", "help.show"), "Open help", answer=bool),
    Route(
        "POST",
        "/tui/open-sessions",
        _command_handler("open_sessions", "session.list"),
        "Open the session list",
        answer=bool,
    ),
    Route(
        "POST",
        "/tui/open-themes",
        _command_handler("open_themes", "theme.switch"),
        "Open the theme picker",
        answer=bool,
    ),
    Route(
        "POST", "/tui/open-models", _command_handler("open_models", "model.list"), "Open the model picker", answer=bool
    ),
    Route("POST", "/tui/submit-prompt", _command_handler("submit", "prompt.submit"), "Submit the prompt", answer=bool),
    Route("POST", "/tui/clear-prompt", _command_handler("clear", "prompt.clear"), "Clear the prompt", answer=bool),
    Route(
        "POST",
        "/tui/execute-command",
        execute_command,
        "Run a command by name",
        body=ExecuteCommandBody,
        answer=bool,
    ),
    Route("POST", "/tui/show-toast", show_toast, "Show a toast", body=ShowToastBody, answer=bool),
    Route("POST", "/tui/select-session", select_session, "Open a session", body=SelectSessionBody, answer=bool),
    Route("POST", "/tui/publish", publish_tui_event, "Publish a TUI event", body=PublishBody, answer=bool),
    Route("GET", "/tui/control/next", wait_for_control, "Wait for a control request", answer=ControlRequest),
    Route("POST", "/tui/control/response", answer_control, "Respond to a control request", body=Any, answer=bool),
)
