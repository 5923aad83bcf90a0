"""Reading what came of a prompt."""

import json
from pathlib import Path
from typing import Any

from octui.client import Client
from octui.wire.events import PermissionAsked, SessionIdle
from octui.wire.messages import Message
from octui.wire.parts import TextPart, ToolPart
from octui.wire.sessions import Session
from tests.support.stream_recorder import StreamRecorder


def answer_text(message: Message) -> str:
    return "".join(part.text for part in message.parts if isinstance(part, TextPart) and not part.synthetic)


def tool_parts_of(messages: tuple[Message, ...]) -> list[ToolPart]:
    return [part for message in messages for part in message.parts if isinstance(part, ToolPart)]


async def fetch_tool_calls(client: Client, session: Session) -> list[ToolPart]:
    return tool_parts_of((await client.messages.list(session.id)).messages)


async def wait_for_idle(heard: StreamRecorder, session: Session, *, after: int = 0) -> None:
    await heard.wait_for_event(SessionIdle, lambda event: event.session_id == session.id, after=after)


async def allow_until_idle(client: Client, heard: StreamRecorder, session: Session) -> list[PermissionAsked]:
    """Say yes to everything until the session is idle; what was asked."""
    asked: list[PermissionAsked] = []
    place = 0
    while True:
        await heard.wait_for(lambda _: True, after=place)
        for received in heard.items[place:]:
            place += 1
            event = getattr(received, "event", None)
            if isinstance(event, PermissionAsked):
                asked.append(event)
                await client.permissions.reply(event.request.id, "once")
            if isinstance(event, SessionIdle) and event.session_id == session.id:
                return asked


def tool_line(name: str, **arguments: Any) -> str:
    """A line of the scripted model's script that calls a tool."""
    return f"tool {name} {json.dumps(arguments)}"


def write_config(folder: Path, **changes: Any) -> None:
    """Change a project's opencode.json."""
    file = folder / "opencode.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))
