"""Frames of the event stream, in either dialect, decoded to events."""

from collections.abc import Callable
from typing import Final

import msgspec

from octui.wire.access.trust import TRUST_EVENT, TrustUpdated
from octui.wire.decoding.damaged_json import parse_damaged_json
from octui.wire.decoding.split_pairs import SplitPairs
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.events import (
    BranchUpdated,
    CommandExecuted,
    Event,
    FileEdited,
    FileWatched,
    GlobalDisposed,
    InstanceDisposed,
    LspUpdated,
    McpBrowserFailed,
    McpToolsChanged,
    MessageRemoved,
    MessageUpdated,
    PartDelta,
    PartRemoved,
    PartUpdated,
    PermissionAsked,
    PermissionReplied,
    ProjectUpdated,
    PtyCreated,
    PtyDeleted,
    PtyExited,
    PtyUpdated,
    QuestionAsked,
    QuestionRejected,
    QuestionReplied,
    Received,
    ServerConnected,
    ServerHeartbeat,
    SessionCompacted,
    SessionCreated,
    SessionDeleted,
    SessionDiff,
    SessionError,
    SessionIdle,
    SessionStatus,
    SessionUpdated,
    TodoUpdated,
    TuiCommandExecute,
    TuiPromptAppend,
    TuiSessionSelect,
    TuiToastShow,
    UnknownEvent,
    UpdateAvailable,
    WorktreeReady,
)
from octui.wire.parts import decode_part
from octui.wire.requests import Permission, Question
from octui.wire.struct import Wire
from octui.wire.workspace.projects import Project


class _Envelope(Wire, frozen=True):
    type: str = ""
    properties: msgspec.Raw = msgspec.Raw(b"{}")
    payload: msgspec.Raw = msgspec.Raw(b"")
    directory: str | None = None


class _RawPart(Wire, frozen=True):
    part: msgspec.Raw


def _make_decoder(kind: type[Event]) -> Callable[[msgspec.Raw], Event]:
    return TolerantDecoder(kind, saves_memory=True).decode_value


def _decode_part_updated(raw: msgspec.Raw) -> Event:
    return PartUpdated(part=decode_part(_raw_part.decode_value(raw).part))


def _decode_permission_asked(raw: msgspec.Raw) -> Event:
    return PermissionAsked(request=_permission.decode_value(raw))


def _decode_question_asked(raw: msgspec.Raw) -> Event:
    return QuestionAsked(request=_question.decode_value(raw))


def _decode_project_updated(raw: msgspec.Raw) -> Event:
    return ProjectUpdated(project=_project.decode_value(raw))


_envelope = TolerantDecoder(_Envelope, bounds_depth=False)
_raw_part = TolerantDecoder(_RawPart, bounds_depth=False)
_permission = TolerantDecoder(Permission, saves_memory=True)
_question = TolerantDecoder(Question, saves_memory=True)
_project = TolerantDecoder(Project, saves_memory=True)

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
    "message.part.updated": _decode_part_updated,
    "message.part.delta": _make_decoder(PartDelta),
    "message.part.removed": _make_decoder(PartRemoved),
    "permission.asked": _decode_permission_asked,
    "permission.replied": _make_decoder(PermissionReplied),
    "question.asked": _decode_question_asked,
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
    "project.updated": _decode_project_updated,
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
