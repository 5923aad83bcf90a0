"""Sessions and their todos: every change is made here, stored, and then published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from octui.server.identifiers import create_descending_id, get_time_ms
from octui.server.json_encoding import encode_json
from octui.server.sessions.fork import copy_messages
from octui.server.sessions.messages import MessageService
from octui.server.sessions.session_records import SessionRecords, decode_session
from octui.server.sessions.statuses import SessionStatuses
from octui.server.slugs import make_slug
from octui.server.storage.repository import Repository
from octui.server.storage.session_query import SessionFilter
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.messages import Failure
from octui.wire.sessions import FileDiff, Rule, Session, SessionModel, SessionTime, Todo, Tokens
from octui.wire.struct import Json

_UNDONE = b'"diff":'
_todos = TolerantDecoder(tuple[Todo, ...], bounds_depth=False)


@dataclass(frozen=True)
class SessionLocation:
    """Where a session belongs; `path` is the directory relative to its worktree."""

    project_id: str
    directory: str
    path: str


class SessionService:
    """Creates, changes and deletes sessions. A method stores its change before it publishes the event."""

    def __init__(
        self,
        records: SessionRecords,
        repository: Repository,
        messages: MessageService,
        statuses: SessionStatuses,
        version: str,
    ) -> None:
        self._records = records
        self._repository = repository
        self._messages = messages
        self._statuses = statuses
        self._version = version

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
        self._records.save_session(session)
        self._records.publish_session_event(session.id, "session.created", {"info": session})
        return session

    def find_session(self, session_id: str) -> Session | None:
        """The session as clients may see it."""
        session = self._records.read_session(session_id)
        return None if session is None else self._records.hide_contents(session)

    def find_top_session_id(self, session_id: str) -> str:
        """The session that a session and its subagents were started from: itself where it has no parent."""
        seen = {session_id}
        session = self._records.read_session(session_id)
        while session is not None and session.parent_id and session.parent_id not in seen:
            seen.add(session.parent_id)
            session_id, session = session.id, self._records.read_session(session.parent_id)
        return session_id if session is None else session.id

    async def list_sessions_json(self, session_filter: SessionFilter) -> bytes:
        """A JSON array of sessions, most recently updated first; does not block the event loop."""
        listed = await self._repository.read_sessions_json(session_filter)
        if _UNDONE not in listed:
            return listed
        rows = msgspec.json.decode(listed, type=list[Raw])
        return encode_json(
            [self._records.hide_contents(decode_session(bytes(row))) if _UNDONE in bytes(row) else row for row in rows]
        )

    def list_child_sessions(self, session_id: str) -> list[Session]:
        rows = self._repository.list_child_rows(session_id)
        return [self._records.hide_contents(decode_session(row)) for row in rows]

    def update_session(self, session_id: str, *, touch: bool = True, **changes: Any) -> Session:
        """Change fields by their Python names (`title=`, `revert=None`); `touch` moves the session up in the list.

        Raises KeyError when there is no such session.
        """
        session = self._records.read_session(session_id)
        if session is None:
            raise KeyError(session_id)
        changed = replace(session, **changes)
        if touch:
            changed = replace(changed, time=replace(changed.time, updated=max(get_time_ms(), changed.time.updated)))
        self._records.save_session(changed)
        return self._records.publish_session_update(changed)

    def delete_session(self, session_id: str) -> None:
        """Delete it and its child sessions, children first; nothing may be running in them."""
        session = self.find_session(session_id)
        if session is None:
            return
        for child in self.list_child_sessions(session_id):
            self.delete_session(child.id)
        self._repository.delete_session_rows(session_id)
        self._messages.discard_session_deltas(session_id)
        self._statuses.forget_session(session_id)
        self._records.publish_session_event(session_id, "session.deleted", {"info": session})
        self._records.forget_session(session_id)

    async def fork_session(self, session_id: str, message_id: str | None = None) -> Session:
        """A copy of a session with all messages, or those before one; published once it is complete.

        Raises KeyError when there is no such session.
        """
        session = self.find_session(session_id)
        if session is None:
            raise KeyError(session_id)
        self._messages.flush_deltas()
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
        self._records.save_session(fork)
        await copy_messages(self._repository, session.id, fork.id, message_id)
        shown = self.find_session(fork.id)
        self._records.publish_session_event(fork.id, "session.created", {"info": shown})
        return shown or fork

    def save_todos(self, session_id: str, todos: Sequence[Todo]) -> None:
        if self._records.find_session_directory(session_id) is None:
            return
        self._repository.save_todos_row(session_id, encode_json(list(todos)))
        self._records.publish_session_event(session_id, "todo.updated", {"todos": list(todos)})

    def load_todos(self, session_id: str) -> tuple[Todo, ...]:
        row = self._repository.read_todos_row(session_id)
        return () if row is None else _todos.decode_value(row)

    def publish_session_error(self, session_id: str, failure: Failure) -> None:
        self._records.publish_session_event(session_id, "session.error", {"error": failure})

    def publish_session_diff(self, session_id: str, diff: Sequence[FileDiff]) -> None:
        self._records.publish_session_event(session_id, "session.diff", {"diff": list(diff)})

    def commit_revert(self, session: Session) -> Session:
        """Make a revert final: the hidden messages and parts are deleted, and the session is no longer reverted."""
        if session.revert is None:
            return session
        self._messages.delete_messages_since(session.id, session.revert.message_id, session.revert.part_id)
        return self.update_session(session.id, revert=None)

    def _next_fork_title(self, session: Session) -> str:
        trunk = session.title.partition(" (fork #")[0]
        taken = set(self._repository.list_session_titles(session.project_id))
        number = 1
        while f"{trunk} (fork #{number})" in taken:
            number += 1
        return f"{trunk} (fork #{number})"


def format_default_title(moment: int, *, child: bool = False) -> str:
    """The title of a session until it gets a real one."""
    stamp = datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{'Child' if child else 'New'} session - {stamp}"
