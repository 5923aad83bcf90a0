"""Sessions, messages, parts and todos: everything that changes them goes through here, is stored, and then told."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from octui.server.accounting import accounted
from octui.server.answers import encoded
from octui.server.cursors import spelled_cursor
from octui.server.following import Following
from octui.server.forking import copy_messages
from octui.server.growing import Growing, Text
from octui.server.identifiers import ascending, descending, following, now
from octui.server.interrupted import end_what_was_left
from octui.server.listed import SessionFilter
from octui.server.ownership import Ownership
from octui.server.slugs import slug
from octui.wire.messages import Failure, Message, MessageInfo, decode_message
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

if TYPE_CHECKING:
    from octui.server.instance import Instance
    from octui.server.server import Server

_session = msgspec.json.Decoder(Session)
_info = msgspec.json.Decoder(MessageInfo)
_todos = msgspec.json.Decoder(tuple[Todo, ...])


class Conversations:
    """The only writer of what was said. A method that returns has stored what it was given, before anyone was told."""

    def __init__(self, server: "Server") -> None:
        self._records = server.records
        self._bus = server.bus
        self._version = server.version
        self._owner = Ownership(server.data_folder / "running")
        self._directories: dict[str, str] = {}
        self._statuses: dict[str, Status] = {}
        self._growing = Growing(self._records)
        self.following = Following()
        end_what_was_left(self._records, self._owner)

    # Sessions

    def create_session(
        self,
        instance: "Instance",
        *,
        parent_id: str | None = None,
        title: str | None = None,
        agent: str | None = None,
        model: SessionModel | None = None,
        permission: Sequence[Rule] | None = None,
        metadata: Json | None = None,
    ) -> Session:
        moment = now()
        session = Session(
            id=descending("ses"),
            slug=slug(),
            version=self._version,
            project_id=instance.project.id,
            directory=instance.directory,
            path=instance.path,
            parent_id=parent_id,
            title=title or default_title(moment, child=parent_id is not None),
            time=SessionTime(created=moment, updated=moment),
            agent=agent,
            model=model,
            cost=0,
            tokens=Tokens(),
            permission=tuple(permission) if permission else None,
            metadata=metadata,
        )
        self._store_session(session)
        self._tell(session.id, "session.created", {"sessionID": session.id, "info": session})
        return session

    def session(self, session_id: str) -> Session | None:
        row = self._records.session(session_id)
        return None if row is None else _session.decode(row)

    async def sessions(self, wanted: SessionFilter) -> bytes:
        """A JSON array of sessions, latest change first; the event loop stays free."""
        return await self._records.sessions(wanted)

    def children(self, session_id: str) -> list[Session]:
        return [_session.decode(row) for row in self._records.children(session_id)]

    def change_session(self, session_id: str, *, touch: bool = True, **changes: Any) -> Session:
        """Change fields by their Python names (`title=`, `revert=None`); `touch` moves it up in the list.

        Raises KeyError when there is no such session.
        """
        session = self.session(session_id)
        if session is None:
            raise KeyError(session_id)
        changed = replace(session, **changes)
        if touch:
            changed = replace(changed, time=replace(changed.time, updated=max(now(), changed.time.updated)))
        self._store_session(changed)
        self._tell(session_id, "session.updated", {"sessionID": session_id, "info": changed})
        return changed

    def remove_session(self, session_id: str) -> None:
        """Remove it and everything below it, children first; whoever runs in it must have been stopped."""
        session = self.session(session_id)
        if session is None:
            return
        for child in self.children(session_id):
            self.remove_session(child.id)
        self._records.remove_session(session_id)
        self._growing.forget(session_id)
        self._statuses.pop(session_id, None)
        self._tell(session_id, "session.deleted", {"sessionID": session_id, "info": session})
        self._directories.pop(session_id, None)

    async def fork(self, session_id: str, message_id: str | None = None) -> Session:
        """A new session with the messages before this one, or with all; told of when all of it is there.

        Raises KeyError when there is no such session.
        """
        session = self.session(session_id)
        if session is None:
            raise KeyError(session_id)
        self.flush()
        moment = now()
        fork = replace(
            session,
            id=descending("ses"),
            slug=slug(),
            parent_id=None,
            title=self._fork_title(session),
            time=SessionTime(created=moment, updated=moment),
            cost=0,
            tokens=Tokens(),
            summary=None,
            revert=None,
            share=None,
        )
        self._store_session(fork)
        await copy_messages(self._records, session.id, fork.id, message_id)
        self._tell(fork.id, "session.created", {"sessionID": fork.id, "info": self.session(fork.id)})
        return self.session(fork.id) or fork

    # Messages

    def put_message(self, info: MessageInfo, *, also: Json | None = None) -> None:
        """Store a message and tell of it; the session's cost and tokens follow by themselves.

        `also` holds keys of the message that `MessageInfo` does not know. What is said in a deleted session is dropped.
        """
        if self._directory(info.session_id) is None:
            return
        before = self._records.message_info(info.session_id, info.id)
        writing = info.role == "assistant" and info.time.completed is None
        row = encoded(_joined(info, also))
        with self._records.together():
            self._records.put_message(info.session_id, info.id, row, self._owner.name if writing else None)
            session = self.session(info.session_id)
            changed = session and accounted(session, info, None if before is None else _info.decode(before))
            if changed is not None:
                self._store_session(changed)
        self.following.note(info.session_id, info.id)
        self._tell(info.session_id, "message.updated", {"sessionID": info.session_id, "info": msgspec.Raw(row)})
        if changed is not None:
            self._tell(changed.id, "session.updated", {"sessionID": changed.id, "info": changed})

    def remove_message(self, session_id: str, message_id: str) -> bool:
        """Whether there was one."""
        self._growing.forget(session_id, message_id)
        removed = self._records.remove_message(session_id, message_id)
        if removed:
            self.following.note(session_id, message_id)
            self._tell(session_id, "message.removed", {"sessionID": session_id, "messageID": message_id})
        return removed

    def message(self, session_id: str, message_id: str) -> Message | None:
        self.flush()
        row = self._records.message(session_id, message_id)
        return None if row is None else decode_message(row)

    def messages(self, session_id: str, *, limit: int | None = None, before: str | None = None) -> list[Message]:
        """The newest `limit` that sort before the id `before`, oldest first."""
        self.flush()
        return [decode_message(row) for row in self._records.messages(session_id, limit=limit, before=before)]

    async def read_page(self, session_id: str, *, limit: int, before: str | None) -> list[Message]:
        """The same of many messages; the event loop stays free."""
        self.flush()
        return await self._records.read_page(session_id, limit, before)

    def next_message_id(self, session_id: str) -> str:
        """An id for what is said next: it sorts after everything said so far."""
        newest = self._records.newest_id(session_id)
        return ascending("msg") if newest is None else following(newest, "msg")

    async def history(self, session_id: str, limit: int | None, before: str | None) -> tuple[bytes, str | None]:
        """A page of messages as JSON, and the cursor of the page before it; the event loop stays free."""
        self.flush()
        body, oldest = await self._records.history(session_id, limit, before)
        return body, None if oldest is None else spelled_cursor(oldest)

    # Parts

    def put_part(self, part: KnownPart | UnknownPart, *, publish: bool = True, also: Json | None = None) -> None:
        """Store a part and tell of it; `also` holds keys that its type does not know."""
        self._growing.forget(part.session_id, part.message_id, part.id)
        if self._directory(part.session_id) is None:
            return
        row = encoded(_joined(part, also))
        self._records.put_part(part.session_id, part.message_id, part.id, row)
        self.following.note(part.session_id, part.message_id)
        if publish:
            properties = {"sessionID": part.session_id, "part": msgspec.Raw(row), "time": now()}
            self._tell(part.session_id, "message.part.updated", properties)

    def delta(self, part: Text, text: str) -> Text:
        """The part with `text` at its end; told at once, stored within a second or by `put_part`."""
        if self._directory(part.session_id) is None:
            return replace(part, text=part.text + text)
        grown = self._growing.grow(part, text)
        self.following.note(part.session_id, part.message_id)
        properties = {
            "sessionID": part.session_id,
            "messageID": part.message_id,
            "partID": part.id,
            "field": "text",
            "delta": text,
        }
        self._tell(part.session_id, "message.part.delta", properties)
        return grown

    def remove_part(self, session_id: str, message_id: str, part_id: str) -> bool:
        """Whether there was one."""
        self._growing.forget(session_id, message_id, part_id)
        removed = self._records.remove_part(session_id, message_id, part_id)
        if removed:
            self.following.note(session_id, message_id)
            properties = {"sessionID": session_id, "messageID": message_id, "partID": part_id}
            self._tell(session_id, "message.part.removed", properties)
        return removed

    def flush(self) -> None:
        """Store what has grown since."""
        self._growing.flush()

    # Todos, statuses, errors

    def set_todos(self, session_id: str, todos: Sequence[Todo]) -> None:
        if self._directory(session_id) is None:
            return
        self._records.put_todos(session_id, encoded(list(todos)))
        self._tell(session_id, "todo.updated", {"sessionID": session_id, "todos": list(todos)})

    def todos(self, session_id: str) -> tuple[Todo, ...]:
        row = self._records.todos(session_id)
        return () if row is None else _todos.decode(row)

    def set_status(self, session_id: str, status: Status) -> None:
        """Tell what a session is doing; when it is idle, `session.idle` follows."""
        idle = status.type == IDLE.type
        if idle:
            self._statuses.pop(session_id, None)
        else:
            self._statuses[session_id] = status
        self._tell(session_id, "session.status", {"sessionID": session_id, "status": spelled_status(status)})
        if idle:
            self._tell(session_id, "session.idle", {"sessionID": session_id})

    def status(self, session_id: str) -> Status:
        return self._statuses.get(session_id, IDLE)

    def statuses(self, directory: str) -> dict[str, Json]:
        """The sessions of this directory that are not idle, as servers spell it."""
        return {
            session_id: spelled_status(status)
            for session_id, status in self._statuses.items()
            if self._directory(session_id) == directory
        }

    def fail(self, session_id: str, failure: Failure) -> None:
        """Tell that something went wrong in a session."""
        self._tell(session_id, "session.error", {"sessionID": session_id, "error": failure})

    def tell_diff(self, session_id: str, diff: Sequence[FileDiff]) -> None:
        self._tell(session_id, "session.diff", {"sessionID": session_id, "diff": list(diff)})

    def settle_revert(self, session: Session) -> Session:
        """Make an undoing final: what it hid is removed, and the session is no longer undone."""
        if session.revert is None:
            return session
        revert = session.revert
        for message_id in self._records.message_ids(session.id):
            if message_id > revert.message_id or (message_id == revert.message_id and revert.part_id is None):
                self.remove_message(session.id, message_id)
        if revert.part_id is not None and (cut := self.message(session.id, revert.message_id)) is not None:
            for part in cut.parts:
                if part.id >= revert.part_id:
                    self.remove_part(session.id, revert.message_id, part.id)
        return self.change_session(session.id, revert=None)

    def close(self) -> None:
        self.flush()
        self._owner.close()

    def _tell(self, session_id: str, kind: str, properties: Mapping[str, Any]) -> None:
        directory = self._directory(session_id)
        if directory is not None:
            self._bus.publish(kind, properties, directory)

    def _directory(self, session_id: str) -> str | None:
        """Where a session lives; None when there is no such session."""
        known = self._directories.get(session_id)
        if known is None and (session := self.session(session_id)) is not None:
            known = self._directories[session_id] = session.directory
        return known

    def _store_session(self, session: Session) -> None:
        self._directories[session.id] = session.directory
        self._records.put_session(
            session.id,
            encoded(session),
            project_id=session.project_id,
            directory=session.directory,
            path=session.path or "",
            parent_id=session.parent_id,
            title=session.title,
            updated=session.time.updated,
        )

    def _fork_title(self, session: Session) -> str:
        trunk = session.title.partition(" (fork #")[0]
        taken = set(self._records.titles(session.project_id))
        number = 1
        while f"{trunk} (fork #{number})" in taken:
            number += 1
        return f"{trunk} (fork #{number})"


def default_title(moment: int, *, child: bool = False) -> str:
    """The title of a session nobody has named yet."""
    stamp = datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{'Child' if child else 'New'} session - {stamp}"


def spelled_status(status: Status) -> Json:
    if status.type != "retry":
        return {"type": status.type}
    return {"type": "retry", "attempt": status.attempt, "message": status.message, "next": status.next}


def _joined(value: msgspec.Struct, also: Json | None) -> Any:
    return value if not also else {**msgspec.json.decode(encoded(value), type=dict[str, Any]), **also}
