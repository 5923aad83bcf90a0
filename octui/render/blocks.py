"""The immutable blocks a transcript consists of, made from a message and its context."""

from octui.lazy_dataclasses import dataclass
from octui.wire.messages import Failure
from octui.wire.parts import FilePart, ToolPart
from octui.wire.sessions import FileDiff, Status


@dataclass(frozen=True, slots=True)
class UserBlock:
    """A prompt of the user. `queued` until the agent starts to answer it; `as_of` when that was last known.

    `unread` has a sentence for each file that the server could not attach.
    `is_sending` while the server has accepted it, and has not made a message of it.
    """

    key: str
    message_id: str
    text: str
    files: tuple[FilePart, ...] = ()
    agents: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    agent: str | None = None
    queued: bool = False
    as_of: str = ""
    created: float = 0
    is_sending: bool = False


@dataclass(frozen=True, slots=True)
class ProseBlock:
    """The agent's Markdown; while `streaming` it only grows.

    A piece of a long text has a `gap_above`, the blank rows between it and the piece before, and a `context`: source
    that is not shown, without which the piece would be read as something else. `first_number` is that of the list item
    it begins with, where its source says another. A table `goes_on` in the next piece.
    """

    key: str
    message_id: str
    text: str
    streaming: bool = False
    gap_above: int | None = None
    context: str = ""
    first_number: int | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class ReasoningBlock:
    """The model's reasoning before its answer; `seconds` once it is finished and the time is known.

    `as_of` says when it was last known to be written, once that is not sure any longer.
    """

    key: str
    message_id: str
    text: str
    streaming: bool = False
    seconds: float | None = None
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class ChildSession:
    """The session a task runs in, as its parent shows it."""

    session_id: str
    title: str = ""
    activity: str = ""
    call_count: int = 0
    request_count: int = 0
    as_of: str = ""
    """When its activity was last known to go on, as in `as of 14:03`; `""` while it is known to."""


@dataclass(frozen=True, slots=True)
class ToolBlock:
    """One tool call.

    `awaits_reply` while it waits for a permission or an answer; `is_abandoned` when its status is still running but
    the run is over; `is_user_command` for a command that the user ran, not the model. `as_of` says when a call that
    still runs was last known to, as in `as of 14:03`; `""` while it is known to. `is_long` for a command that has been
    running for so long that one may want to watch it. `waited` is the part of its time, in seconds, in which it waited
    for the user.
    """

    key: str
    message_id: str
    part: ToolPart
    directory: str = ""
    child: ChildSession | None = None
    awaits_reply: bool = False
    is_abandoned: bool = False
    is_user_command: bool = False
    as_of: str = ""
    is_long: bool = False
    waited: float = 0


@dataclass(frozen=True, slots=True)
class ErrorBlock:
    key: str
    message_id: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class FooterBlock:
    """The line under an answer: agent, model, duration and how it ended."""

    key: str
    message_id: str
    agent: str
    model: str
    seconds: float | None = None
    interrupted: bool = False
    stop_reason: str = ""
    """Why it ended, where that is not obvious: the model ran out of tokens, or a rejection stopped it."""
    cost: float = 0
    """What the turn cost, in dollars; 0 where that is not known."""
    completed: float = 0
    """When it ended, in epoch milliseconds; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class CompactionBlock:
    """The rule where the conversation was summarized."""

    key: str
    message_id: str
    auto: bool = False


@dataclass(frozen=True, slots=True)
class SubtaskBlock:
    """A prompt that delegates work to a subagent."""

    key: str
    message_id: str
    agent: str
    description: str
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class RetryBlock:
    """The provider failed and the server will retry; `seconds` until then, counted down by the screen.

    `as_of` says when that was last known, once it is not sure any longer.
    """

    key: str
    message_id: str
    status: Status
    seconds: int = 0
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class RevertBlock:
    """How many messages are undone, and which files were restored."""

    key: str
    message_id: str
    count: int
    files: tuple[FileDiff, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A muted line of octui's own, about the transcript itself."""

    key: str
    message_id: str
    text: str


StaticBlock = (
    UserBlock
    | ToolBlock
    | ErrorBlock
    | FooterBlock
    | CompactionBlock
    | SubtaskBlock
    | RetryBlock
    | RevertBlock
    | NoteBlock
)
"""Blocks that are drawn as a whole; the others are texts, which grow while they stream."""

Block = ProseBlock | ReasoningBlock | StaticBlock
