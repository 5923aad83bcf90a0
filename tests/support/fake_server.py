"""One session of a server in the smallest: what it holds, what it would tell of it, and what a page of it shows.

Three ways of streaming: `deltas` tells the pieces and keeps an unfinished text to itself, `whole`
tells the whole text each time, `both` tells the pieces and shows what there is so far.
"""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from octui.wire.events import Event, MessageRemoved, MessageUpdated, PartDelta, PartRemoved, PartUpdated
from octui.wire.messages import Message, MessageInfo, MessageTime
from octui.wire.parts import Part, Span, TextPart, ToolPart, ToolState
from tests.support.factories import (
    SESSION,
    make_answer,
    make_prompt_part,
    make_text_part,
    make_tool_part,
    make_user_message,
)

Dialect = Literal["deltas", "whole", "both"]


@dataclass
class FakeServer:
    dialect: Dialect
    messages: dict[str, MessageInfo] = field(default_factory=dict)
    parts: dict[str, dict[str, Part]] = field(default_factory=dict)
    told: list[Event] = field(default_factory=list)
    """Events on their way."""
    writing: str = ""
    """The answer that is not finished."""
    open_text: str = ""
    open_call: str = ""
    count: int = 0

    def page(self, limit: int, before: str | None = None) -> tuple[tuple[Message, ...], str | None]:
        """The newest messages, or those before a cursor; and the cursor of the page before."""
        ids = [id for id in sorted(self.messages) if before is None or id < before]
        shown = ids[-limit:]
        older = shown[0] if len(ids) > limit else None
        return tuple(Message(info=self.messages[id], parts=self._stored(id)) for id in shown), older

    def prompt(self) -> None:
        id = self._next("msg")
        self._say(make_user_message(id))
        self._write(make_prompt_part(self._next("prt"), id, "do it"))

    def begin(self) -> None:
        if not self.writing:
            self.writing = self._next("msg")
            self._say(make_answer(self.writing))

    def begin_text(self) -> None:
        if self.writing and not self.open_text:
            self.open_text = self._next("prt")
            self._write(make_text_part(self.open_text, self.writing), tell=self.dialect != "whole")
            if self.dialect == "whole":
                self.piece()

    def piece(self) -> None:
        if not self.open_text:
            return
        part = self.parts[self.writing][self.open_text]
        assert isinstance(part, TextPart)
        piece = f"w{self.count} "
        self.count += 1
        grown = msgspec.structs.replace(part, text=part.text + piece)
        self._write(grown, tell=self.dialect == "whole")
        if self.dialect != "whole":
            self.told.append(
                PartDelta(session_id=SESSION, message_id=self.writing, part_id=self.open_text, delta=piece)
            )

    def end_text(self) -> None:
        if self.open_text:
            part = self.parts[self.writing][self.open_text]
            assert isinstance(part, TextPart)
            self._write(msgspec.structs.replace(part, text=part.text.rstrip(), time=Span(start=1, end=2)))
            self.open_text = ""

    def call(self) -> None:
        if self.writing and not self.open_call:
            self.open_call = self._next("prt")
            self._write(make_tool_part(self.open_call, self.writing))

    def end_call(self) -> None:
        if self.open_call:
            part = self.parts[self.writing][self.open_call]
            assert isinstance(part, ToolPart)
            self._write(msgspec.structs.replace(part, state=ToolState(status="completed", output="ok")))
            self.open_call = ""

    def finish(self) -> None:
        """End the answer; older servers leave a text they were writing without an end."""
        if not self.writing:
            return
        if self.dialect != "whole":
            self.end_text()
        self.open_text = ""
        self.end_call()
        info = self.messages[self.writing]
        self._say(msgspec.structs.replace(info, time=MessageTime(created=1, completed=2)))
        self.writing = ""

    def give_up_text(self) -> None:
        """The provider failed in the middle: the text stays as it was stored, and no client is told."""
        if self.open_text:
            stored = next(part for part in self._stored(self.writing) if part.id == self.open_text)
            self.parts[self.writing][self.open_text] = stored
            self.open_text = ""

    def undo(self) -> None:
        """Take back the newest message, unless it is being written."""
        id = max(self.messages, default="")
        if id and id != self.writing:
            del self.messages[id]
            del self.parts[id]
            self.told.append(MessageRemoved(session_id=SESSION, message_id=id))

    def drop_part(self) -> None:
        """Remove the first part of the newest message."""
        id = max(self.messages, default="")
        part_id = min(self.parts.get(id, {}), default="")
        if part_id and part_id not in (self.open_text, self.open_call):
            del self.parts[id][part_id]
            self.told.append(PartRemoved(session_id=SESSION, message_id=id, part_id=part_id))

    def edit(self) -> None:
        """Change the newest prompt, and what is known of it."""
        id = max(self.messages, default="")
        if id and self.messages[id].role == "user":
            self.count += 1
            self._say(msgspec.structs.replace(self.messages[id], cost=float(self.count)))
            for part_id in list(self.parts[id]):
                self._write(make_prompt_part(part_id, id, "x" * (self.count % 7)))

    def _say(self, info: MessageInfo) -> None:
        self.messages[info.id] = info
        self.parts.setdefault(info.id, {})
        self.told.append(MessageUpdated(info=info))

    def _write(self, part: Part, tell: bool = True) -> None:
        self.parts[part.message_id][part.id] = part
        if tell:
            self.told.append(PartUpdated(part=part))

    def _stored(self, message_id: str) -> tuple[Part, ...]:
        parts = [part for _, part in sorted(self.parts[message_id].items())]
        if self.dialect == "deltas":
            parts = [
                msgspec.structs.replace(part, text="")
                if isinstance(part, TextPart) and part.id == self.open_text
                else part
                for part in parts
            ]
        return tuple(parts)

    def _next(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count:04}"
