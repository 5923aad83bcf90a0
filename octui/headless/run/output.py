"""What a run says: as text for people and pipes, or as one JSON object a line for programs."""

import sys
import time
from typing import Any, Final, Protocol

import click
import msgspec

from octui.headless.exit_codes import ExitCode
from octui.headless.run.permission_rules import format_allow_rule
from octui.headless.stream_writer import StreamWriter, has_colour
from octui.render.blocks import ToolBlock
from octui.render.text.sanitize import escape_unseen, to_whole_line
from octui.render.tools.registry import find_tool_view
from octui.wire.messages import MessageInfo
from octui.wire.parts import Part, ReasoningPart, StepFinishPart, StepStartPart, TextPart, ToolPart
from octui.wire.requests import Permission, Question
from octui.wire.sessions import Session, Status
from octui.wire.struct import to_json_values

EVENT_TYPES: Final[dict[type[Part], str]] = {
    TextPart: "text",
    ReasoningPart: "reasoning",
    ToolPart: "tool_use",
    StepStartPart: "step_start",
    StepFinishPart: "step_finish",
}


class RunOutput(Protocol):
    """Where a run reports to."""

    def show_answerer(self, session: Session, info: MessageInfo) -> None:
        """The first answer begins."""

    def show_text(self, text: str) -> None:
        """The answer grew by this."""

    def finish_part(self, part: Part, waited: float = 0) -> None:
        """A part is complete; the text of an answer was shown as it grew.

        `waited` is how much of a call's time, in seconds, was a wait for the user.
        """

    def show_request(self, request: Permission, *, allowed: bool) -> None:
        """A permission was asked for, and given or refused."""

    def show_question(self, question: Question) -> None:
        """A question was asked; in a run it is always rejected."""

    def show_retry(self, status: Status) -> None:
        """The provider failed, and the server tries again."""

    def show_notice(self, sentence: str) -> None:
        """Something the user should know."""

    def show_error(self, sentence: str, name: str = "") -> None:
        """The run failed."""

    def show_end(self, session: Session, code: ExitCode) -> None:
        """The run is over."""


class TextRunOutput:
    """The answer on standard output; who answers, tools and requests on standard error."""

    def __init__(self, writer: StreamWriter, *, shows_thinking: bool) -> None:
        self._writer = writer
        self._shows_thinking = shows_thinking
        self._colours = has_colour(sys.stderr)
        self._has_text = False
        self._separates = False
        """Whether the next text belongs to another paragraph."""

    def show_answerer(self, session: Session, info: MessageInfo) -> None:
        model = info.model_key
        facts = (info.agent or info.mode or "", model.model_id, session.id)
        self._write_status("> " + " · ".join(fact for fact in facts if fact), dim=True)

    def show_text(self, text: str) -> None:
        if self._separates and self._has_text:
            self._writer.end_line()
            self._writer.write_text("\n")
        self._separates = False
        self._has_text = True
        self._writer.write_text(escape_unseen(text))

    def finish_part(self, part: Part, waited: float = 0) -> None:
        match part:
            case TextPart():
                self._writer.end_line()
                self._separates = True
            case ReasoningPart(text=text) if self._shows_thinking and text.strip():
                for line in escape_unseen(text.strip()).split("\n"):
                    self._write_status(f"  {line}".rstrip(), dim=True)
            case ToolPart():
                self._write_tool(part, waited)

    def show_request(self, request: Permission, *, allowed: bool) -> None:
        subject = f"{request.permission} {', '.join(request.patterns)}".strip()
        if allowed:
            self._write_status(f"△ Allowed: {subject}", dim=True)
            return
        self._write_status(f"△ Refused: {subject}", fg="yellow")
        self._write_status(f"  --allow {format_allow_rule(request)} would allow it.", dim=True)

    def show_question(self, question: Question) -> None:
        for asked in question.questions:
            self._write_status(f"? Not answered: {asked.question}", fg="yellow")

    def show_retry(self, status: Status) -> None:
        self._write_status(f"! {status.message} The server is retrying (attempt {status.attempt}).", fg="yellow")

    def show_notice(self, sentence: str) -> None:
        self._write_status(f"octui: {sentence}", fg="yellow")

    def show_error(self, sentence: str, name: str = "") -> None:  # noqa: ARG002  # for programs
        self._write_status(f"octui: {sentence}", fg="red")

    def show_end(self, session: Session, code: ExitCode) -> None:  # noqa: ARG002  # for programs
        self._writer.end_line()

    def _write_tool(self, part: ToolPart, waited: float) -> None:
        block = ToolBlock(part.id, part.message_id, part, waited=waited)
        heading = find_tool_view(part.tool).describe_call(block)
        failed = part.state.status == "error"
        notes = " · ".join(note for note, _ in heading.notes)
        line = " ".join(text for text in (heading.glyph, heading.title, heading.subject.partition("\n")[0]) if text)
        self._write_status(f"{line}  {notes}".rstrip(), fg="red" if failed else None)
        if failed and part.state.error:
            self._write_status(f"  {part.state.error.strip().partition(chr(10))[0]}", dim=True)

    def _write_status(self, line: str, *, fg: str | None = None, dim: bool | None = None) -> None:
        line = to_whole_line(line)
        self._writer.write_status(click.style(line, fg=fg, dim=dim) if self._colours else line)


class JsonRunOutput:
    """One JSON object a line; the types that `opencode run --format json` has are the same."""

    def __init__(self, writer: StreamWriter, session_id: str, *, shows_thinking: bool) -> None:
        self._writer = writer
        self._session_id = session_id
        self._shows_thinking = shows_thinking

    def show_answerer(self, session: Session, info: MessageInfo) -> None:
        pass

    def show_text(self, text: str) -> None:
        pass

    def finish_part(self, part: Part, waited: float = 0) -> None:  # noqa: ARG002  # the server's part, as it is
        kind = EVENT_TYPES.get(type(part))
        if kind is not None and (self._shows_thinking or not isinstance(part, ReasoningPart)):
            self._write_event(kind, part=_drop_fractions(to_json_values(part)))

    def show_request(self, request: Permission, *, allowed: bool) -> None:
        self._write_event("permission", reply="once" if allowed else "reject", permission=to_json_values(request))

    def show_question(self, question: Question) -> None:
        self._write_event("question", reply="reject", question=to_json_values(question))

    def show_retry(self, status: Status) -> None:
        self._write_event("retry", attempt=status.attempt, message=status.message)

    def show_notice(self, sentence: str) -> None:
        self._writer.write_status(f"octui: {to_whole_line(sentence)}")

    def show_error(self, sentence: str, name: str = "") -> None:
        self._write_event("error", error={"name": name or "UnknownError", "data": {"message": sentence}})

    def show_end(self, session: Session, code: ExitCode) -> None:
        self._write_event("result", status=code.name.lower(), exitCode=int(code), directory=session.directory)

    def _write_event(self, kind: str, **fields: object) -> None:
        event = {"type": kind, "timestamp": int(time.time() * 1000), "sessionID": self._session_id, **fields}
        self._writer.write_text(msgspec.json.encode(event).decode() + "\n")


def _drop_fractions(value: Any) -> Any:
    """Times are whole milliseconds, as servers send them."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _drop_fractions(inner) for key, inner in value.items()}
        case list():
            return [_drop_fractions(inner) for inner in value]
    return value
