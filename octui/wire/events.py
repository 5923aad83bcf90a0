"""The events of a server's stream: one type for each kind.

Servers before 1.2 send neither envelope ids nor top-level session ids; what they leave out is
taken from the thing itself. An event of a kind not listed here is an `UnknownEvent`.
"""

from dataclasses import field

from octui.lazy_dataclasses import dataclass
from octui.wire.access.trust import TrustUpdated
from octui.wire.messages import Failure, MessageInfo
from octui.wire.parts import Part
from octui.wire.pty import Pty
from octui.wire.requests import Permission, Question
from octui.wire.sessions import FileDiff, Session, Status, Todo
from octui.wire.struct import Wire
from octui.wire.workspace.projects import Project


class ServerConnected(Wire, frozen=True):
    """The first event of a stream."""


class ServerHeartbeat(Wire, frozen=True):
    """Every 10 s on 1.18, every 30 s on 1.1."""


class InstanceDisposed(Wire, frozen=True):
    """The server forgot a directory's instance: its requests, grants and terminals have ended."""

    directory: str = ""


class GlobalDisposed(Wire, frozen=True):
    """Every instance was disposed."""


class SessionCreated(Wire, frozen=True):
    info: Session


class SessionUpdated(Wire, frozen=True):
    info: Session


class SessionDeleted(Wire, frozen=True):
    info: Session


class SessionStatus(Wire, frozen=True):
    session_id: str
    status: Status


class SessionIdle(Wire, frozen=True):
    """A run ended; on abort and error it comes two or three times, and updates still follow."""

    session_id: str


class SessionError(Wire, frozen=True):
    error: Failure = Failure()
    session_id: str | None = None


class SessionCompacted(Wire, frozen=True):
    session_id: str


class SessionDiff(Wire, frozen=True):
    session_id: str
    diff: tuple[FileDiff, ...] = ()


class MessageUpdated(Wire, frozen=True):
    info: MessageInfo


class MessageRemoved(Wire, frozen=True):
    session_id: str
    message_id: str


class PartUpdated(Wire, frozen=True):
    """The whole part as it now is; 1.1 also sends a `delta`, which is already in the part's text."""

    part: Part


class PartDelta(Wire, frozen=True):
    """Text to append to a part; the only source of streaming text from 1.18."""

    session_id: str
    message_id: str
    part_id: str
    delta: str = ""
    field: str = "text"


class PartRemoved(Wire, frozen=True):
    session_id: str
    message_id: str
    part_id: str


class PermissionAsked(Wire, frozen=True):
    request: Permission


class PermissionReplied(Wire, frozen=True):
    """`reply` is `once`, `always` or `reject`."""

    session_id: str
    request_id: str
    reply: str = ""


class QuestionAsked(Wire, frozen=True):
    request: Question


class QuestionReplied(Wire, frozen=True):
    session_id: str
    request_id: str
    answers: tuple[tuple[str, ...], ...] = ()


class QuestionRejected(Wire, frozen=True):
    session_id: str
    request_id: str


class TodoUpdated(Wire, frozen=True):
    session_id: str
    todos: tuple[Todo, ...] = ()


class CommandExecuted(Wire, frozen=True):
    name: str = ""
    session_id: str = ""
    arguments: str = ""
    message_id: str = ""


class PtyCreated(Wire, frozen=True):
    info: Pty


class PtyUpdated(Wire, frozen=True):
    info: Pty


class PtyExited(Wire, frozen=True):
    id: str
    exit_code: int | None = None


class PtyDeleted(Wire, frozen=True):
    id: str


class FileEdited(Wire, frozen=True):
    file: str = ""


class FileWatched(Wire, frozen=True):
    """`event` is `add`, `change` or `unlink`."""

    file: str = ""
    event: str = ""


class BranchUpdated(Wire, frozen=True):
    branch: str | None = None


class ProjectUpdated(Wire, frozen=True):
    project: Project


class WorktreeReady(Wire, frozen=True):
    name: str = ""
    branch: str = ""


class McpToolsChanged(Wire, frozen=True):
    server: str = ""


class McpBrowserFailed(Wire, frozen=True):
    """The server waits for a sign-in, and could not open the page for it."""

    mcp_name: str = ""
    url: str = ""


class LspUpdated(Wire, frozen=True):
    """The language servers changed; ask again."""


class TuiPromptAppend(Wire, frozen=True):
    text: str = ""


class TuiCommandExecute(Wire, frozen=True):
    """`command` is missing when the server did not know the name it was asked to pass on."""

    command: str | None = None


class TuiToastShow(Wire, frozen=True):
    """`variant` is `info`, `success`, `warning` or `error`; `duration` is in milliseconds."""

    message: str = ""
    title: str | None = None
    variant: str = "info"
    duration: float = 5000


class TuiSessionSelect(Wire, frozen=True):
    session_id: str


class UpdateAvailable(Wire, frozen=True):
    """A newer version than the server's was released."""

    version: str = ""


class UnknownEvent(Wire, frozen=True):
    """An event this version does not know; it is counted, never an error."""

    type: str = ""


Event = (
    ServerConnected
    | ServerHeartbeat
    | InstanceDisposed
    | GlobalDisposed
    | SessionCreated
    | SessionUpdated
    | SessionDeleted
    | SessionStatus
    | SessionIdle
    | SessionError
    | SessionCompacted
    | SessionDiff
    | MessageUpdated
    | MessageRemoved
    | PartUpdated
    | PartDelta
    | PartRemoved
    | PermissionAsked
    | PermissionReplied
    | QuestionAsked
    | QuestionReplied
    | QuestionRejected
    | TodoUpdated
    | CommandExecuted
    | PtyCreated
    | PtyUpdated
    | PtyExited
    | PtyDeleted
    | FileEdited
    | FileWatched
    | BranchUpdated
    | ProjectUpdated
    | WorktreeReady
    | McpToolsChanged
    | McpBrowserFailed
    | LspUpdated
    | TuiPromptAppend
    | TuiCommandExecute
    | TuiToastShow
    | TuiSessionSelect
    | TrustUpdated
    | UpdateAvailable
    | UnknownEvent
)


@dataclass(frozen=True, slots=True)
class Received:
    """An event with the directory it belongs to; None where the server does not say."""

    event: Event
    directory: str | None = None
    kind: str = field(default="", compare=False)
    """The server's name for it, such as `session.updated`."""
    size: int = field(default=0, compare=False)
    """Characters of its frame."""
    at: float = field(default=0, compare=False)
    """When it came, in epoch milliseconds, where that matters; else 0."""
