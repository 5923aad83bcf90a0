"""Sessions, messages, parts and todos: every change is made here, stored, and then published."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from octui.server.event_bus import EventBus
from octui.server.identifiers import create_ascending_id, create_descending_id, create_id_after, get_time_ms
from octui.server.json_encoding import encode_json
from octui.server.sessions.change_tracker import ChangeTracker
from octui.server.sessions.crash_recovery import (
    NOT_SAVED,
    mark_info_interrupted,
    mark_parts_interrupted,
    recover_interrupted_messages,
)
from octui.server.sessions.delta_buffer import DeltaBuffer, StreamedPart
from octui.server.sessions.fork import copy_messages
from octui.server.sessions.session_usage import add_message_usage
from octui.server.slugs import make_slug
from octui.server.storage.page_cursor import encode_cursor
from octui.server.storage.repository import Repository
from octui.server.storage.session_query import SessionFilter
from octui.server.storage.writer_lock import WriterLock
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.history import decode_message
from octui.wire.messages import Failure, Message, MessageInfo
from octui.wire.parts import KnownPart, UnknownPart
from octui.wire.sessions import (
    IDLE,
    FileDiff,
    Rule,
    Session,
    SessionModel,
    SessionTime,
    Status,
    Todo,
    Tokens,
)
from octui.wire.struct import Json

# One row that another version wrote, or that was damaged, must not make its session unusable.
_session = TolerantDecoder(Session, bounds_depth=False)
_UNDONE = b'"diff":'
_info = TolerantDecoder(MessageInfo, bounds_depth=False)
_todos = TolerantDecoder(tuple[Todo, ...], bounds_depth=False)


@dataclass(frozen=True)
class SessionLocation:
    """Where a session belongs; `path` is the directory relative to its worktree."""

    project_id: str
    directory: str
    path: str


class SessionService:
    """The only writer of sessions and messages. A method stores its change before it publishes the event."""

    def __init__(self, repository: Repository, bus: EventBus, writer_lock: WriterLock, version: str) -> None:
        self._repository = repository
        self._bus = bus
        self._version = version
        self._writer_lock = writer_lock
        self._directories: dict[str, str] = {}
        self._statuses: dict[str, Status] = {}
        self._delta_buffer = DeltaBuffer(self._repository)
        self.hide_contents: Callable[[Session], Session] = _show_all
        """Leaves out of a session what its folder's rules do not let clients see."""
        self.change_tracker = ChangeTracker()
        recover_interrupted_messages(self._repository, self._writer_lock)

    # Sessions

    def create_session(
        self,
        location: SessionLocation,
        *,
        parent_id: str | None = None,
        title: str | None = None,
        agent: str | None = None,
        model: SessionModel | None = None,
        permission: Sequence[Rule] | None = None,
        metadata: Json | None = None,
    ) -> Session:
        moment = get_time_ms()
        session = Session(
            id=create_descending_id("ses"),
            slug=make_slug(),
            version=self._version,
            project_id=location.project_id,
            directory=location.directory,
            path=location.path,
            parent_id=parent_id,
            title=title or format_default_title(moment, child=parent_id is not None),
            time=SessionTime(created=moment, updated=moment),
            agent=agent,
            model=model,
            cost=0,
            tokens=Tokens(),
            permission=tuple(permission) if permission else None,
            metadata=metadata,
        )
        self._save_session(session)
        self._publish_session_event(session.id, "session.created", {"sessionID": session.id, "info": session})
        return session

    def find_session(self, session_id: str) -> Session | None:
        """The session as clients may see it."""
        session = self._read_session(session_id)
        return None if session is None else self.hide_contents(session)

    def find_parent_id(self, session_id: str) -> str | None:
        session = self._read_session(session_id)
        return None if session is None else session.parent_id

    async def list_sessions_json(self, session_filter: SessionFilter) -> bytes:
        """A JSON array of sessions, most recently updated first; does not block the event loop."""
        listed = await self._repository.read_sessions_json(session_filter)
        if _UNDONE not in listed:
            return listed
        rows = msgspec.json.decode(listed, type=list[Raw])
        return encode_json(
            [self.hide_contents(_session.decode_value(bytes(row))) if _UNDONE in bytes(row) else row for row in rows]
        )

    def list_child_sessions(self, session_id: str) -> list[Session]:
        rows = self._repository.list_child_rows(session_id)
        return [self.hide_contents(_session.decode_value(row)) for row in rows]

    def update_session(self, session_id: str, *, touch: bool = True, **changes: Any) -> Session:
        """Change fields by their Python names (`title=`, `revert=None`); `touch` moves the session up in the list.

        Raises KeyError when there is no such session.
        """
        session = self._read_session(session_id)
        if session is None:
            raise KeyError(session_id)
        changed = replace(session, **changes)
        if touch:
            changed = replace(changed, time=replace(changed.time, updated=max(get_time_ms(), changed.time.updated)))
        self._save_session(changed)
        shown = self.hide_contents(changed)
        self._publish_session_event(session_id, "session.updated", {"sessionID": session_id, "info": shown})
        return shown

    def delete_session(self, session_id: str) -> None:
        """Delete it and its child sessions, children first; nothing may be running in them."""
        session = self.find_session(session_id)
        if session is None:
            return
        for child in self.list_child_sessions(session_id):
            self.delete_session(child.id)
        self._repository.delete_session_rows(session_id)
        self._delta_buffer.discard_parts(session_id)
        self._statuses.pop(session_id, None)
        self._publish_session_event(session_id, "session.deleted", {"sessionID": session_id, "info": session})
        self._directories.pop(session_id, None)

    async def fork_session(self, session_id: str, message_id: str | None = None) -> Session:
        """A copy of a session with all messages, or those before one; published once it is complete.

        Raises KeyError when there is no such session.
        """
        session = self.find_session(session_id)
        if session is None:
            raise KeyError(session_id)
        self.flush_deltas()
        moment = get_time_ms()
        fork = replace(
            session,
            id=create_descending_id("ses"),
            slug=make_slug(),
            parent_id=None,
            title=self._next_fork_title(session),
            time=SessionTime(created=moment, updated=moment),
            cost=0,
            tokens=Tokens(),
            summary=None,
            revert=None,
            share=None,
        )
        self._save_session(fork)
        await copy_messages(self._repository, session.id, fork.id, message_id)
        self._publish_session_event(
            fork.id, "session.created", {"sessionID": fork.id, "info": self.find_session(fork.id)}
        )
        return self.find_session(fork.id) or fork

    # Messages

    def save_message(self, info: MessageInfo, *, extra_fields: Json | None = None) -> None:
        """Store and publish a message; the session's cost and tokens are updated too.

        `extra_fields` holds keys that `MessageInfo` does not have. A message of a deleted session is dropped.
        """
        if self._find_directory(info.session_id) is None:
            return
        before = self._repository.read_message_info_row(info.session_id, info.id)
        writing = info.role == "assistant" and info.time.completed is None
        row = encode_json(_merge_extra_keys(info, extra_fields))
        with self._repository.open_transaction():
            self._repository.save_message_row(
                info.session_id, info.id, row, self._writer_lock.name if writing else None
            )
            session = self._read_session(info.session_id)
            replaced = None if before is None else _info.decode_value(before)
            changed = session and add_message_usage(session, info, replaced)
            if changed is not None:
                self._save_session(changed)
        self.change_tracker.record_change(info.session_id, info.id)
        self._publish_session_event(
            info.session_id, "message.updated", {"sessionID": info.session_id, "info": msgspec.Raw(row)}
        )
        if changed is not None:
            self._publish_session_event(
                changed.id, "session.updated", {"sessionID": changed.id, "info": self.hide_contents(changed)}
            )

    def finish_abandoned_messages(self, session_id: str) -> None:
        """Complete what this server left unfinished in a session, in which nothing may be running."""
        for writer, owning_session, message_id in self._repository.list_unfinished_messages():
            if writer != self._writer_lock.name or owning_session != session_id:
                continue
            message = self.find_message(session_id, message_id)
            if message is not None:
                for part in mark_parts_interrupted(message, NOT_SAVED):
                    self.save_part(part)
                self.save_message(mark_info_interrupted(message, NOT_SAVED))

    def delete_message(self, session_id: str, message_id: str) -> bool:
        """Whether it existed."""
        self._delta_buffer.discard_parts(session_id, message_id)
        removed = self._repository.delete_message_rows(session_id, message_id)
        if removed:
            self.change_tracker.record_change(session_id, message_id)
            self._publish_session_event(
                session_id, "message.removed", {"sessionID": session_id, "messageID": message_id}
            )
        return removed

    def find_message(self, session_id: str, message_id: str) -> Message | None:
        self.flush_deltas()
        row = self._repository.read_message_row(session_id, message_id)
        return None if row is None else decode_message(row)

    def load_messages(self, session_id: str, *, limit: int | None = None, before: str | None = None) -> list[Message]:
        """The newest `limit` that came before the message `before`, oldest first."""
        self.flush_deltas()
        return [
            decode_message(row) for row in self._repository.read_message_rows(session_id, limit=limit, before=before)
        ]

    async def load_message_page(self, session_id: str, *, limit: int, before: str | None) -> list[Message]:
        """Like `load_messages`, without blocking the event loop."""
        self.flush_deltas()
        return await self._repository.read_messages(session_id, limit, before)

    def create_message_id(self, session_id: str) -> str:
        """An id for the next message: it sorts after those of all messages so far, as clients sort by ids."""
        greatest = self._repository.find_greatest_message_id(session_id)
        return create_ascending_id("msg") if greatest is None else create_id_after(greatest, "msg")

    def locate_message(self, session_id: str, message_id: str) -> int:
        """The position of a message in its conversation, or where one that was deleted would be."""
        return self._repository.locate_message(session_id, message_id)

    async def load_history_json(
        self, session_id: str, limit: int | None, before: str | None
    ) -> tuple[bytes, str | None]:
        """A page of messages as JSON and the cursor of the previous page; does not block the event loop."""
        self.flush_deltas()
        body, oldest = await self._repository.read_history_json(session_id, limit, before)
        return body, None if oldest is None else encode_cursor(oldest)

    # Parts

    def save_part(
        self, part: KnownPart | UnknownPart, *, publish: bool = True, extra_fields: Json | None = None
    ) -> None:
        """Store and publish a part; `extra_fields` holds keys that its type does not have."""
        self._delta_buffer.discard_parts(part.session_id, part.message_id, part.id)
        if self._find_directory(part.session_id) is None:
            return
        row = encode_json(_merge_extra_keys(part, extra_fields))
        self._repository.save_part_row(part.session_id, part.message_id, part.id, row)
        self.change_tracker.record_change(part.session_id, part.message_id)
        if publish:
            properties = {"sessionID": part.session_id, "part": msgspec.Raw(row), "time": get_time_ms()}
            self._publish_session_event(part.session_id, "message.part.updated", properties)

    def append_part_text(self, part: StreamedPart, text: str) -> StreamedPart:
        """The part with `text` appended; published at once, stored within a second or by `save_part`."""
        if self._find_directory(part.session_id) is None:
            return replace(part, text=part.text + text)
        grown = self._delta_buffer.buffer_delta(part, text)
        self.change_tracker.record_change(part.session_id, part.message_id)
        properties = {
            "sessionID": part.session_id,
            "messageID": part.message_id,
            "partID": part.id,
            "field": "text",
            "delta": text,
        }
        self._publish_session_event(part.session_id, "message.part.delta", properties)
        return grown

    def delete_part(self, session_id: str, message_id: str, part_id: str) -> bool:
        """Whether it existed."""
        self._delta_buffer.discard_parts(session_id, message_id, part_id)
        removed = self._repository.delete_part_row(session_id, message_id, part_id)
        if removed:
            self.change_tracker.record_change(session_id, message_id)
            properties = {"sessionID": session_id, "messageID": message_id, "partID": part_id}
            self._publish_session_event(session_id, "message.part.removed", properties)
        return removed

    def flush_deltas(self) -> None:
        """Store the buffered deltas."""
        self._delta_buffer.flush_parts()

    # Todos, statuses, errors

    def save_todos(self, session_id: str, todos: Sequence[Todo]) -> None:
        if self._find_directory(session_id) is None:
            return
        self._repository.save_todos_row(session_id, encode_json(list(todos)))
        self._publish_session_event(session_id, "todo.updated", {"sessionID": session_id, "todos": list(todos)})

    def load_todos(self, session_id: str) -> tuple[Todo, ...]:
        row = self._repository.read_todos_row(session_id)
        return () if row is None else _todos.decode_value(row)

    def set_session_status(self, session_id: str, status: Status) -> None:
        """Publish a session's status; when it is idle, `session.idle` follows."""
        idle = status.type == IDLE.type
        if idle:
            self._statuses.pop(session_id, None)
        else:
            self._statuses[session_id] = status
        self._publish_session_event(
            session_id, "session.status", {"sessionID": session_id, "status": encode_status(status)}
        )
        if idle:
            self._publish_session_event(session_id, "session.idle", {"sessionID": session_id})

    def get_session_status(self, session_id: str) -> Status:
        return self._statuses.get(session_id, IDLE)

    def get_directory_statuses(self, directory: str) -> dict[str, Json]:
        """The status of each session of this directory that is not idle, as JSON."""
        return {
            session_id: encode_status(status)
            for session_id, status in self._statuses.items()
            if self._find_directory(session_id) == directory
        }

    def publish_session_error(self, session_id: str, failure: Failure) -> None:
        """Publish an error of a session."""
        self._publish_session_event(session_id, "session.error", {"sessionID": session_id, "error": failure})

    def publish_session_diff(self, session_id: str, diff: Sequence[FileDiff]) -> None:
        self._publish_session_event(session_id, "session.diff", {"sessionID": session_id, "diff": list(diff)})

    def commit_revert(self, session: Session) -> Session:
        """Make a revert final: the hidden messages and parts are deleted, and the session is no longer reverted."""
        if session.revert is None:
            return session
        revert = session.revert
        for message_id in self._repository.list_message_ids(session.id, since=revert.message_id):
            if message_id != revert.message_id or revert.part_id is None:
                self.delete_message(session.id, message_id)
        if revert.part_id is not None and (cut := self.find_message(session.id, revert.message_id)) is not None:
            for part in cut.parts:
                if part.id >= revert.part_id:
                    self.delete_part(session.id, revert.message_id, part.id)
        return self.update_session(session.id, revert=None)

    def shut_down(self) -> None:
        self.flush_deltas()
        self._writer_lock.release_lock()

    def _read_session(self, session_id: str) -> Session | None:
        row = self._repository.read_session_row(session_id)
        return None if row is None else _session.decode_value(row)

    def _publish_session_event(self, session_id: str, kind: str, properties: Mapping[str, Any]) -> None:
        directory = self._find_directory(session_id)
        if directory is not None:
            self._bus.publish_event(kind, properties, directory)

    def _find_directory(self, session_id: str) -> str | None:
        """A session's directory; None when there is no such session."""
        known = self._directories.get(session_id)
        if known is None and (session := self.find_session(session_id)) is not None:
            known = self._directories[session_id] = session.directory
        return known

    def _save_session(self, session: Session) -> None:
        self._directories[session.id] = session.directory
        self._repository.save_session_row(
            session.id,
            encode_json(session),
            project_id=session.project_id,
            directory=session.directory,
            path=session.path or "",
            parent_id=session.parent_id,
            title=session.title,
            updated=session.time.updated,
        )

    def _next_fork_title(self, session: Session) -> str:
        trunk = session.title.partition(" (fork #")[0]
        taken = set(self._repository.list_session_titles(session.project_id))
        number = 1
        while f"{trunk} (fork #{number})" in taken:
            number += 1
        return f"{trunk} (fork #{number})"


def _show_all(session: Session) -> Session:
    return session


def format_default_title(moment: int, *, child: bool = False) -> str:
    """The title of a session until it gets a real one."""
    stamp = datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{'Child' if child else 'New'} session - {stamp}"


def encode_status(status: Status) -> Json:
    if status.type != "retry":
        return {"type": status.type}
    return {"type": "retry", "attempt": status.attempt, "message": status.message, "next": status.next}


def _merge_extra_keys(value: msgspec.Struct, extra_fields: Json | None) -> Any:
    return (
        value if not extra_fields else {**msgspec.json.decode(encode_json(value), type=dict[str, Any]), **extra_fields}
    )
