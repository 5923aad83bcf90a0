"""The blocks of a transcript: one thing each, immutable, made from a message and what is known around it."""

from dataclasses import dataclass

from octui.wire.messages import Failure
from octui.wire.parts import FilePart, ToolPart
from octui.wire.sessions import FileDiff, Status


@dataclass(frozen=True, slots=True)
class UserBlock:
    """What the person said. `queued` while the agent has not begun to answer it."""

    key: str
    message_id: str
    text: str
    files: tuple[FilePart, ...] = ()
    agents: tuple[str, ...] = ()
    agent: str | None = None
    queued: bool = False
    created: float = 0


@dataclass(frozen=True, slots=True)
class ProseBlock:
    """The agent's Markdown; while `streaming` it only grows."""

    key: str
    message_id: str
    text: str
    streaming: bool = False


@dataclass(frozen=True, slots=True)
class ReasoningBlock:
    """What the model thought before it spoke; `seconds` once it is done and known."""

    key: str
    message_id: str
    text: str
    streaming: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ChildSession:
    """The session a task runs in, as its parent shows it."""

    session_id: str
    title: str = ""
    activity: str = ""
    call_count: int = 0
    is_busy: bool = False
    request_count: int = 0


@dataclass(frozen=True, slots=True)
class ToolBlock:
    """One tool call.

    `asking` while it waits for a permission or an answer; `dead` when it still says running but its run is over;
    `by_person` when it is a command a person ran, and no model asked for.
    """

    key: str
    message_id: str
    part: ToolPart
    directory: str = ""
    child: ChildSession | None = None
    awaits_reply: bool = False
    is_abandoned: bool = False
    is_user_command: bool = False


@dataclass(frozen=True, slots=True)
class ErrorBlock:
    key: str
    message_id: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class FooterBlock:
    """The line under an answer: who gave it, with which model, how long it took and what became of it."""

    key: str
    message_id: str
    agent: str
    model: str
    seconds: float | None = None
    interrupted: bool = False
    stop_reason: str = ""
    """Why it ended, where that is not plain: the model had no more room, or a person's no stopped it."""


@dataclass(frozen=True, slots=True)
class CompactionBlock:
    """The rule where the conversation was summarized."""

    key: str
    message_id: str
    auto: bool = False


@dataclass(frozen=True, slots=True)
class SubtaskBlock:
    """A prompt that hands work to another agent."""

    key: str
    message_id: str
    agent: str
    description: str
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class RetryBlock:
    """The provider failed and the server will try again; `seconds` until then, counted by the screen."""

    key: str
    message_id: str
    status: Status
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class RevertBlock:
    """How much is undone, and which files went back."""

    key: str
    message_id: str
    count: int
    files: tuple[FileDiff, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A quiet line of octui's own: something the transcript has to say about itself."""

    key: str
    message_id: str
    text: str


Block = (
    UserBlock
    | ProseBlock
    | ReasoningBlock
    | ToolBlock
    | ErrorBlock
    | FooterBlock
    | CompactionBlock
    | SubtaskBlock
    | RetryBlock
    | RevertBlock
    | NoteBlock
)
