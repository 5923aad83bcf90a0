"""The types of the events this server publishes, by name."""

from typing import Final

from octui.wire import events
from octui.wire.access.trust import TRUST_EVENT, TrustUpdated
from octui.wire.messages import MessageInfo
from octui.wire.parts import KnownPart
from octui.wire.requests import Permission, Question
from octui.wire.struct import Wire
from octui.wire.workspace.projects import Project


class PartUpdated(Wire, frozen=True):
    """A part after a change, and the time."""

    session_id: str
    part: KnownPart
    time: float


class MessageWithParts(Wire, frozen=True):
    """A message with its parts, as this server sends it."""

    info: MessageInfo
    parts: tuple[KnownPart, ...]


EVENT_TYPES: Final[dict[str, type]] = {
    "server.connected": events.ServerConnected,
    "server.heartbeat": events.ServerHeartbeat,
    "server.instance.disposed": events.InstanceDisposed,
    "global.disposed": events.GlobalDisposed,
    "session.created": events.SessionCreated,
    "session.updated": events.SessionUpdated,
    "session.deleted": events.SessionDeleted,
    "session.status": events.SessionStatus,
    "session.idle": events.SessionIdle,
    "session.error": events.SessionError,
    "session.compacted": events.SessionCompacted,
    "session.diff": events.SessionDiff,
    "message.updated": events.MessageUpdated,
    "message.removed": events.MessageRemoved,
    "message.part.updated": PartUpdated,
    "message.part.delta": events.PartDelta,
    "message.part.removed": events.PartRemoved,
    "permission.asked": Permission,
    "permission.replied": events.PermissionReplied,
    "question.asked": Question,
    "question.replied": events.QuestionReplied,
    "question.rejected": events.QuestionRejected,
    "todo.updated": events.TodoUpdated,
    "command.executed": events.CommandExecuted,
    "pty.created": events.PtyCreated,
    "pty.updated": events.PtyUpdated,
    "pty.exited": events.PtyExited,
    "pty.deleted": events.PtyDeleted,
    "file.edited": events.FileEdited,
    "file.watcher.updated": events.FileWatched,
    "vcs.branch.updated": events.BranchUpdated,
    "project.updated": Project,
    "worktree.ready": events.WorktreeReady,
    "mcp.tools.changed": events.McpToolsChanged,
    "tui.prompt.append": events.TuiPromptAppend,
    "tui.command.execute": events.TuiCommandExecute,
    "tui.toast.show": events.TuiToastShow,
    "tui.session.select": events.TuiSessionSelect,
    TRUST_EVENT: TrustUpdated,
}
