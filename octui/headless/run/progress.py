"""Follows the events of one run: what was said so far, and whether it may be over."""

from dataclasses import dataclass, field

from octui.headless.run.output import RunOutput
from octui.headless.run.waits import RunWaits
from octui.wire.messages import Failure, Message, MessageInfo
from octui.wire.parts import Part, ReasoningPart, TextPart, ToolPart
from octui.wire.sessions import Session


@dataclass(slots=True)
class RunProgress:
    """Reports each thing once, however often servers repeat it, and nothing from before the run."""

    session: Session
    output: RunOutput
    prompt_part_id: str | None
    """The part by which the run's own prompt is found again; None where it cannot be named."""
    last_message_id: str = ""
    """The newest message from before the run; messages are ordered by id."""
    prompt_id: str | None = None
    failure: Failure | None = None
    """What the server reported while the run went on."""
    answers: dict[str, MessageInfo] = field(default_factory=dict)
    waits: RunWaits = field(init=False)
    _shown: dict[str, str] = field(default_factory=dict)
    """The text of each part as far as it was shown."""
    _finished: set[str] = field(default_factory=set)
    _kinds: dict[str, type[Part]] = field(default_factory=dict)
    _waiting: dict[str, list[Part]] = field(default_factory=dict)
    """Parts that came before their message, by the id of the message."""
    _users: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.waits = RunWaits(self.session)

    def apply_message(self, info: MessageInfo) -> None:
        """A message of the session appeared or changed."""
        if info.role == "user":
            self._users.add(info.id)
            self._waiting.pop(info.id, None)
            if self.prompt_part_id is None and info.id > self.last_message_id and self.prompt_id is None:
                self.prompt_id = info.id
            return
        if not self._is_of_this_run(info.id):
            return
        if not self.answers:
            self.output.show_answerer(self.session, info)
        self.answers[info.id] = info
        for part in self._waiting.pop(info.id, ()):
            self.apply_part(part)

    def apply_part(self, part: Part) -> None:
        """A part of the session appeared or changed."""
        if self.prompt_part_id is not None and part.id == self.prompt_part_id:
            self.prompt_id = part.message_id
        if part.message_id in self._users or not self._is_of_this_run(part.message_id):
            return
        if part.message_id not in self.answers:
            self._waiting.setdefault(part.message_id, []).append(part)
            return
        self._kinds[part.id] = type(part)
        match part:
            case TextPart(synthetic=True) | TextPart(ignored=True):
                return
            case TextPart():
                self._grow_text(part.id, part.text)
                if part.time is not None and part.time.end is not None:
                    self._finish_once(part)
            case ReasoningPart():
                if part.time is not None and part.time.end is not None:
                    self._finish_once(part)
            case ToolPart():
                if part.state.status in ("completed", "error"):
                    self._finish_once(part)
            case _:
                self._finish_once(part)

    def append_delta(self, message_id: str, part_id: str, text: str) -> None:
        """A text that streams grew."""
        if message_id in self.answers and self._kinds.get(part_id) is TextPart and part_id not in self._finished:
            self._shown[part_id] = self._shown.get(part_id, "") + text
            self.output.show_text(text)

    def apply_history(self, messages: tuple[Message, ...]) -> None:
        """Show what the server holds once the run is over and no event reported."""
        for message in messages:
            if message.info.id <= self.last_message_id:
                continue
            if message.info.role == "user" and any(part.id == self.prompt_part_id for part in message.parts):
                self.prompt_id = message.info.id
            self.apply_message(message.info)
            for part in message.parts:
                self.apply_part(part)
                if isinstance(part, TextPart) and part.id in self._shown:
                    self._finish_once(part)

    def find_last_answer(self) -> MessageInfo | None:
        """The answer to this prompt that was written last."""
        return self.answers[max(self.answers)] if self.answers else None

    def _is_of_this_run(self, message_id: str) -> bool:
        """Whether a message can belong to the run: in a session that was busy, another answer may go on before it."""
        if message_id <= self.last_message_id:
            return False
        return self.prompt_id is None or message_id > self.prompt_id

    def _grow_text(self, part_id: str, text: str) -> None:
        """Show what is new; servers trim the end of a finished text, and send an empty one while it streams."""
        shown = self._shown.get(part_id, "")
        if len(text) > len(shown):
            self._shown[part_id] = text
            self.output.show_text(text[len(shown) :])

    def _finish_once(self, part: Part) -> None:
        if part.id not in self._finished:
            self._finished.add(part.id)
            self.output.finish_part(part, self.waits.get_seconds(part) if isinstance(part, ToolPart) else 0)
