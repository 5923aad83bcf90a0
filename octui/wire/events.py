"""The event stream: one type an event, both dialects turned into one set.

Servers before 1.2 send neither envelope ids nor top-level session ids; what they leave out is
taken from the thing itself. An event of a kind not listed here is an `UnknownEvent`.
"""

from collections.abc import Callable
from dataclasses import field
from typing import Final

import msgspec

from octui.lazy_dataclasses import dataclass
from octui.wire.decoding.damaged_json import parse_damaged_json
from octui.wire.decoding.split_pairs import SplitPairs
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.messages import Failure, MessageInfo
from octui.wire.parts import Part, decode_part
from octui.wire.pty import Pty
from octui.wire.requests import Permission, Question
from octui.wire.sessions import FileDiff, Session, Status, Todo
from octui.wire.struct import Wire
from octui.wire.trust import TRUST_EVENT, TrustUpdated
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
    """The whole part as it now is; 1.1's `delta` beside it is already in the part's text."""

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


class _Envelope(Wire, frozen=True):
    type: str = ""
    properties: msgspec.Raw = msgspec.Raw(b"{}")
    payload: msgspec.Raw = msgspec.Raw(b"")
    directory: str | None = None


class _RawPart(Wire, frozen=True):
    part: msgspec.Raw


def _make_decoder(kind: type[Event]) -> Callable[[msgspec.Raw], Event]:
    return TolerantDecoder(kind).decode_value


def _part_updated(raw: msgspec.Raw) -> Event:
    return PartUpdated(part=decode_part(_raw_part.decode_value(raw).part))


def _permission_asked(raw: msgspec.Raw) -> Event:
    return PermissionAsked(request=_permission.decode_value(raw))


def _question_asked(raw: msgspec.Raw) -> Event:
    return QuestionAsked(request=_question.decode_value(raw))


def _project_updated(raw: msgspec.Raw) -> Event:
    return ProjectUpdated(project=_project.decode_value(raw))


_envelope = TolerantDecoder(_Envelope, bounds_depth=False)
_raw_part = TolerantDecoder(_RawPart, bounds_depth=False)
_permission = TolerantDecoder(Permission)
_question = TolerantDecoder(Question)
_project = TolerantDecoder(Project)

_DECODERS: Final[dict[str, Callable[[msgspec.Raw], Event]]] = {
    "server.connected": _make_decoder(ServerConnected),
    "server.heartbeat": _make_decoder(ServerHeartbeat),
    "server.instance.disposed": _make_decoder(InstanceDisposed),
    "global.disposed": _make_decoder(GlobalDisposed),
    "session.created": _make_decoder(SessionCreated),
    "session.updated": _make_decoder(SessionUpdated),
    "session.deleted": _make_decoder(SessionDeleted),
    "session.status": _make_decoder(SessionStatus),
    "session.idle": _make_decoder(SessionIdle),
    "session.error": _make_decoder(SessionError),
    "session.compacted": _make_decoder(SessionCompacted),
    "session.diff": _make_decoder(SessionDiff),
    "message.updated": _make_decoder(MessageUpdated),
    "message.removed": _make_decoder(MessageRemoved),
    "message.part.updated": _part_updated,
    "message.part.delta": _make_decoder(PartDelta),
    "message.part.removed": _make_decoder(PartRemoved),
    "permission.asked": _permission_asked,
    "permission.replied": _make_decoder(PermissionReplied),
    "question.asked": _question_asked,
    "question.replied": _make_decoder(QuestionReplied),
    "question.rejected": _make_decoder(QuestionRejected),
    "todo.updated": _make_decoder(TodoUpdated),
    "command.executed": _make_decoder(CommandExecuted),
    "pty.created": _make_decoder(PtyCreated),
    "pty.updated": _make_decoder(PtyUpdated),
    "pty.exited": _make_decoder(PtyExited),
    "pty.deleted": _make_decoder(PtyDeleted),
    "file.edited": _make_decoder(FileEdited),
    "file.watcher.updated": _make_decoder(FileWatched),
    "vcs.branch.updated": _make_decoder(BranchUpdated),
    "project.updated": _project_updated,
    "worktree.ready": _make_decoder(WorktreeReady),
    "mcp.tools.changed": _make_decoder(McpToolsChanged),
    "mcp.browser.open.failed": _make_decoder(McpBrowserFailed),
    "lsp.updated": _make_decoder(LspUpdated),
    "tui.prompt.append": _make_decoder(TuiPromptAppend),
    "tui.command.execute": _make_decoder(TuiCommandExecute),
    "tui.toast.show": _make_decoder(TuiToastShow),
    "installation.update-available": _make_decoder(UpdateAvailable),
    "tui.session.select": _make_decoder(TuiSessionSelect),
    TRUST_EVENT: _make_decoder(TrustUpdated),
}

SYNC: Final = "sync"
"""Repeats of durable events on the global stream; applying them would apply everything twice."""


def decode_event(frame: bytes | str, pairs: SplitPairs | None = None) -> Received | None:
    """Decode one frame of `/event` or `/global/event`; None for a `sync` repeat.

    Characters that were cut in two between deltas are joined by the `pairs` of their stream.

    Raises `msgspec.MsgspecError` when it is no such frame, or a known event without what it must carry.
    """
    outer = _envelope.decode_value(frame)
    inner = _envelope.decode_value(outer.payload) if memoryview(outer.payload).nbytes else outer
    if inner.type == SYNC:
        return None
    decode = _DECODERS.get(inner.type)
    event = decode(inner.properties) if decode else UnknownEvent(type=inner.type)
    if isinstance(event, PartDelta) and pairs is not None:
        event = _join_pairs(event, frame, pairs)
    return Received(event, outer.directory, inner.type, len(frame))


def _join_pairs(event: PartDelta, frame: bytes | str, pairs: SplitPairs) -> PartDelta:
    sent = event.delta
    if "\N{REPLACEMENT CHARACTER}" in sent:
        # Repairing the frame has replaced halves of characters, which the next delta may complete.
        match parse_damaged_json(frame):
            case {"payload": {"properties": {"delta": str(text)}}} | {"properties": {"delta": str(text)}}:
                sent = text
    text = pairs.join_delta(event.part_id, sent)
    return event if text == event.delta else msgspec.structs.replace(event, delta=text)
