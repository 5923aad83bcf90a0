"""Stores and fetches database rows as JSON, without interpreting them and without events."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from octui.server.storage import message_pages, session_query
from octui.server.storage.database_writer import DatabaseWriter
from octui.server.storage.message_pages import POSITION_OF_ID, WHOLE_MESSAGE
from octui.server.storage.session_query import SessionFilter
from octui.wire.access.permissions import PermissionGrant
from octui.wire.messages import Message


class Repository:
    """The rows of every table; every write is committed when its method returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = DatabaseWriter(path)

    def close_database(self) -> None:
        self._writer.close_database()

    def open_transaction(self) -> AbstractContextManager[None]:
        """Commit several writes as one transaction."""
        return self._writer.open_transaction()

    # Projects and their directories

    def save_project_row(self, project_id: str, row: bytes) -> None:
        self._writer.execute_write("INSERT OR REPLACE INTO project VALUES (?, ?)", project_id, row.decode())

    def read_project_row(self, project_id: str) -> bytes | None:
        return self._writer.fetch_value("SELECT data FROM project WHERE id = ?", project_id)

    def list_project_rows(self) -> list[bytes]:
        return self._writer.fetch_values("SELECT data FROM project ORDER BY id")

    def save_directory(self, directory: str, project_id: str) -> None:
        self._writer.execute_write("INSERT OR REPLACE INTO place VALUES (?, ?)", directory, project_id)

    def list_directories(self, project_id: str) -> list[str]:
        return [
            row.decode()
            for row in self._writer.fetch_values("SELECT directory FROM place WHERE project_id = ?", project_id)
        ]

    def move_sessions_to_project(self, directory: str, from_project: str, project_id: str) -> None:
        """Move the sessions of a directory from one project to another."""
        self._writer.execute_write(
            "UPDATE session SET project_id = ?1, data = json_set(data, '$.projectID', ?1)"
            " WHERE directory = ?2 AND project_id = ?3",
            project_id,
            directory,
            from_project,
        )

    # What the user allowed for a directory

    def save_permission_grant(self, grant: PermissionGrant) -> None:
        self._writer.execute_write(
            "INSERT OR IGNORE INTO permission_grant (id, directory, permission, pattern, created)"
            " VALUES (?, ?, ?, ?, ?)",
            grant.id,
            grant.directory,
            grant.permission,
            grant.pattern,
            grant.created,
        )

    def list_permission_grants(self, directory: str) -> list[PermissionGrant]:
        rows = self._writer.fetch_rows(
            "SELECT id, permission, pattern, created, used, uses FROM permission_grant WHERE directory = ?", directory
        )
        return [
            PermissionGrant(
                id=grant_id.decode(),
                scope="directory",
                directory=directory,
                permission=permission.decode(),
                pattern=pattern.decode(),
                created=created,
                used=used,
                uses=uses,
            )
            for grant_id, permission, pattern, created, used, uses in rows
        ]

    def record_grant_use(self, grant_id: str, time: float) -> None:
        self._writer.execute_write("UPDATE permission_grant SET uses = uses + 1, used = ? WHERE id = ?", time, grant_id)

    def delete_permission_grant(self, directory: str, grant_id: str) -> bool:
        """Returns whether there was one."""
        return self._writer.execute_write(
            "DELETE FROM permission_grant WHERE directory = ? AND id = ?", directory, grant_id
        )

    # Sessions

    def save_session_row(
        self,
        session_id: str,
        row: bytes,
        *,
        project_id: str,
        directory: str,
        path: str,
        parent_id: str | None,
        title: str,
        updated: float,
    ) -> None:
        self._writer.execute_write(
            "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            session_id,
            project_id,
            directory,
            path,
            parent_id,
            title,
            updated,
            row.decode(),
        )

    def read_session_row(self, session_id: str) -> bytes | None:
        return self._writer.fetch_value("SELECT data FROM session WHERE id = ?", session_id)

    async def read_sessions_json(self, session_filter: SessionFilter) -> bytes:
        """One JSON array, most recently updated first, built in a thread."""
        return await asyncio.to_thread(session_query.query_sessions_json, self.path, session_filter)

    def list_child_rows(self, session_id: str) -> list[bytes]:
        return self._writer.fetch_values("SELECT data FROM session WHERE parent_id = ? ORDER BY id DESC", session_id)

    def list_session_titles(self, project_id: str) -> list[str]:
        return [
            title.decode()
            for title in self._writer.fetch_values("SELECT title FROM session WHERE project_id = ?", project_id)
        ]

    def delete_session_rows(self, session_id: str) -> None:
        with self.open_transaction():
            for table in ("part", "message", "todo"):
                self._writer.execute_write(f"DELETE FROM {table} WHERE session_id = ?", session_id)
            self._writer.execute_write("DELETE FROM session WHERE id = ?", session_id)

    # Messages and parts

    def save_message_row(self, session_id: str, message_id: str, row: bytes, owner: str | None) -> None:
        """Add it after all others, or change it where it is; `owner` names the server that is still writing it."""
        self._writer.execute_write(
            "INSERT INTO message SELECT ?, ?, ?, ?, coalesce(max(position), 0) + 1 FROM message WHERE session_id = ?"
            " ON CONFLICT (session_id, id) DO UPDATE SET owner = excluded.owner, data = excluded.data",
            session_id,
            message_id,
            owner,
            row.decode(),
            session_id,
        )

    def read_message_info_row(self, session_id: str, message_id: str) -> bytes | None:
        return self._writer.fetch_value(
            "SELECT data FROM message WHERE session_id = ? AND id = ?", session_id, message_id
        )

    def read_message_row(self, session_id: str, message_id: str) -> bytes | None:
        """A message with its parts."""
        return self._writer.fetch_value(
            f"SELECT {WHOLE_MESSAGE} FROM message m WHERE session_id = ? AND id = ?", session_id, message_id
        )

    def read_message_rows(self, session_id: str, *, limit: int | None = None, before: str | None = None) -> list[bytes]:
        """The newest `limit` messages before the id `before`, oldest first, each with its parts."""
        return message_pages.query_message_rows(self._writer.connection, session_id, limit, before)

    async def read_history_json(
        self, session_id: str, limit: int | None, before: str | None
    ) -> tuple[bytes, str | None]:
        """The same as one JSON array, built in a thread, and the id to continue before, if there are older ones."""
        return await asyncio.to_thread(message_pages.query_history_json, self.path, session_id, limit, before)

    def list_message_ids(self, session_id: str, since: str | None = None) -> list[str]:
        """The ids of all messages, or of those from one on, oldest first."""
        condition, values = "", []
        if since is not None:
            condition, values = f"AND position >= {POSITION_OF_ID}", message_pages.locate_id(session_id, since)
        statement = f"SELECT id FROM message WHERE session_id = ? {condition} ORDER BY position"
        return [row.decode() for row in self._writer.fetch_values(statement, session_id, *values)]

    def find_oldest_message_id(self, session_id: str) -> str | None:
        found = self._writer.fetch_value(
            "SELECT id FROM message WHERE session_id = ? ORDER BY position LIMIT 1", session_id
        )
        return None if found is None else found.decode()

    def find_greatest_message_id(self, session_id: str) -> str | None:
        """The id that sorts last, which need not be that of the newest message."""
        found = self._writer.fetch_value(
            "SELECT id FROM message WHERE session_id = ? ORDER BY id DESC LIMIT 1", session_id
        )
        return None if found is None else found.decode()

    def find_newest_position(self, session_id: str) -> int:
        """The position of the newest message; 0 where there is none."""
        return self._writer.fetch_number(
            "SELECT coalesce(max(position), 0) FROM message WHERE session_id = ?", session_id
        )

    def locate_message(self, session_id: str, message_id: str) -> int:
        """The position of a message, or where one that was deleted would be."""
        return self._writer.fetch_number(f"SELECT {POSITION_OF_ID}", *message_pages.locate_id(session_id, message_id))

    async def read_messages(self, session_id: str, limit: int, before: str | None) -> list[Message]:
        """Like `read_message_rows`, read and decoded in a thread."""
        return await asyncio.to_thread(message_pages.query_messages, self.path, session_id, limit, before)

    def count_answers(self, session_id: str) -> int:
        """How many messages of a session a model wrote."""
        return self._writer.fetch_number(
            "SELECT count(*) FROM message WHERE session_id = ? AND json_extract(data, '$.role') = 'assistant'",
            session_id,
        )

    def list_unfinished_messages(self) -> list[tuple[str, str, str]]:
        """(owner, session, message) for each message that has not been finished."""
        rows = self._writer.fetch_rows("SELECT owner, session_id, id FROM message WHERE owner IS NOT NULL")
        return [(owner.decode(), session.decode(), message.decode()) for owner, session, message in rows]

    def delete_message_rows(self, session_id: str, message_id: str) -> bool:
        with self.open_transaction():
            self._writer.execute_write(
                "DELETE FROM part WHERE session_id = ? AND message_id = ?", session_id, message_id
            )
            return self._writer.execute_write(
                "DELETE FROM message WHERE session_id = ? AND id = ?", session_id, message_id
            )

    def save_part_row(self, session_id: str, message_id: str, part_id: str, row: bytes) -> None:
        self._writer.execute_write(
            "INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?)", session_id, message_id, part_id, row.decode()
        )

    async def read_parts_by_type(
        self,
        session_id: str,
        types: Sequence[str],
        *,
        answering: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> list[bytes]:
        """Parts of these types in conversation order, read in a thread.

        Optionally only of the messages that answer a prompt, and of those from `since` up to, not including, `until`.
        """
        return await asyncio.to_thread(
            message_pages.query_parts_by_type, self.path, session_id, tuple(types), answering, since, until
        )

    def find_last_prompt_id(self, session_id: str, message_id: str) -> str | None:
        """The id of this message if it is a prompt, else of the last prompt before it."""
        found = self._writer.fetch_value(
            f"SELECT id FROM message WHERE session_id = ? AND position <= {POSITION_OF_ID}"
            " AND json_extract(data, '$.role') = 'user' ORDER BY position DESC LIMIT 1",
            session_id,
            *message_pages.locate_id(session_id, message_id),
        )
        return None if found is None else found.decode()

    def delete_part_row(self, session_id: str, message_id: str, part_id: str) -> bool:
        return self._writer.execute_write(
            "DELETE FROM part WHERE session_id = ? AND message_id = ? AND id = ?", session_id, message_id, part_id
        )

    # Todos

    def save_todos_row(self, session_id: str, row: bytes) -> None:
        self._writer.execute_write("INSERT OR REPLACE INTO todo VALUES (?, ?)", session_id, row.decode())

    def read_todos_row(self, session_id: str) -> bytes | None:
        return self._writer.fetch_value("SELECT data FROM todo WHERE session_id = ?", session_id)
