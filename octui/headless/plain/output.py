"""What happens in a session, as plain lines: whole words for every state, no colours, no boxes, no cursor movement."""

from octui.headless.exit_codes import ExitCode
from octui.headless.stream_writer import StreamWriter
from octui.render.blocks import ToolBlock
from octui.render.text.sanitize import escape_unseen, to_whole_line
from octui.render.tools.registry import find_tool_view
from octui.wire.messages import Message, MessageInfo
from octui.wire.parts import Part, ReasoningPart, TextPart, ToolPart
from octui.wire.requests import Permission, Question
from octui.wire.sessions import Session, Status


class PlainOutput:
    """Everything goes to standard output, in the order in which it is to be read; text comes in whole lines."""

    def __init__(self, writer: StreamWriter, *, shows_thinking: bool = False) -> None:
        self._writer = writer
        self._shows_thinking = shows_thinking
        self._unfinished = ""
        """The begun line of an answer: a screen reader would read its pieces apart."""

    def write_line(self, line: str = "") -> None:
        """One line that is safe to print."""
        self.finish_line()
        self._writer.write_text(f"{to_whole_line(line)}\n" if line else "\n")

    def write_text_block(self, text: str) -> None:
        """Lines of any text, with its unseen characters spelled out."""
        self.finish_line()
        self._writer.write_text(f"{escape_unseen(text.rstrip())}\n")

    def finish_line(self) -> None:
        """End the line of an answer that was begun."""
        if self._unfinished:
            unfinished, self._unfinished = self._unfinished, ""
            self._writer.write_text(f"{escape_unseen(unfinished)}\n")

    def replay_message(self, message: Message) -> None:
        """A message of the session's history."""
        text = "\n".join(
            part.text
            for part in message.parts
            if isinstance(part, TextPart) and not part.synthetic and not part.ignored
        )
        if message.info.role == "user":
            if text.strip():
                self.write_text_block(f"You: {text}")
            return
        for part in message.parts:
            if isinstance(part, ToolPart):
                self._write_tool(part)
        if text.strip():
            self.write_line(_describe_answerer(message.info))
            self.write_text_block(text)

    def show_answerer(self, session: Session, info: MessageInfo) -> None:  # noqa: ARG002  # for programs
        self.write_line(_describe_answerer(info))

    def show_text(self, text: str) -> None:
        *whole, self._unfinished = (self._unfinished + text).split("\n")
        if whole:
            self._writer.write_text(escape_unseen("\n".join(whole)) + "\n")

    def finish_part(self, part: Part, waited: float = 0) -> None:
        match part:
            case TextPart():
                self.finish_line()
            case ReasoningPart(text=text) if self._shows_thinking and text.strip():
                self.write_text_block(f"Thinking: {text.strip()}")
            case ToolPart():
                self._write_tool(part, waited)

    def show_request(self, request: Permission, *, allowed: bool) -> None:
        self.write_line(f"{'Allowed' if allowed else 'Rejected'}: {request.permission}.")

    def show_question(self, question: Question) -> None:
        for asked in question.questions:
            self.write_line(f"Question not answered: {asked.question}")

    def show_retry(self, status: Status) -> None:
        self.write_line(f"Waiting: {status.message} The server is retrying (attempt {status.attempt}).")

    def show_notice(self, sentence: str) -> None:
        self.write_line(f"Note: {sentence}")

    def show_error(self, sentence: str, name: str = "") -> None:  # noqa: ARG002  # for programs
        self.write_line(f"Error: {sentence}")

    def show_end(self, session: Session, code: ExitCode) -> None:  # noqa: ARG002  # for programs
        self.finish_line()

    def _write_tool(self, part: ToolPart, waited: float = 0) -> None:
        block = ToolBlock(part.id, part.message_id, part, waited=waited)
        heading = find_tool_view(part.tool).describe_call(block)
        notes = ", ".join(note for note, _ in heading.notes)
        call = " ".join(word for word in (heading.title, heading.subject.partition("\n")[0]) if word)
        state = "failed" if part.state.status == "error" else "done"
        self.write_line(f"Tool {part.tool}, {state}: {call}{f' ({notes})' if notes else ''}")
        if part.state.error:
            self.write_line(f"  {part.state.error.strip().partition(chr(10))[0]}")


def _describe_answerer(info: MessageInfo) -> str:
    facts = ", ".join(fact for fact in (info.agent or info.mode or "", info.model_key.model_id) if fact)
    return f"Answer ({facts}):" if facts else "Answer:"
