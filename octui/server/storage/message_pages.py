"""Reads pages of messages with their parts, built as JSON by SQLite."""

import sqlite3
from pathlib import Path

from octui.server.storage import database
from octui.wire.history import decode_message
from octui.wire.messages import Message

WHOLE_MESSAGE = """'{"info":' || m.data || ',"parts":[' || coalesce((
    SELECT group_concat(data) FROM (
        SELECT data FROM part WHERE session_id = m.session_id AND message_id = m.id ORDER BY id
    )), '') || ']}'"""
"""SQL for a message and its parts as one JSON object; `m` is the message."""

POSITION_OF_ID = """coalesce(
    (SELECT position FROM message WHERE session_id = ? AND id = ?),
    (SELECT max(position) + 1 FROM message WHERE session_id = ? AND id < ?),
    0)"""
"""SQL for the position of a message, or where one that was deleted would be by its id; see `locate_id`."""


def locate_id(session_id: str, message_id: str) -> list[object]:
    """The parameters of `POSITION_OF_ID`."""
    return [session_id, message_id, session_id, message_id]


def query_message_rows(
    connection: sqlite3.Connection, session_id: str, limit: int | None, before: str | None
) -> list[bytes]:
    """The messages of a page with their parts, oldest first."""
    statement, values = _page_statement(session_id, limit, before)
    rows: list[tuple[bytes, bytes, int]] = connection.execute(statement, values).fetchall()
    return [whole for _, whole, _ in reversed(rows)]


def query_history_json(path: Path, session_id: str, limit: int | None, before: str | None) -> tuple[bytes, str | None]:
    """SQLite builds the result in one step, during which this thread releases the GIL."""
    connection = database.open_reader(path)
    try:
        connection.execute("BEGIN")
        older, values = _page_statement(session_id, limit, before)
        (joined,) = connection.execute(
            "SELECT '[' || coalesce(group_concat(whole), '') || ']'"
            f" FROM (SELECT whole FROM ({older}) ORDER BY position)",
            values,
        ).fetchone()
        return joined, None if limit is None else _find_next_cursor(connection, session_id, limit, before)
    finally:
        connection.close()


def query_messages(path: Path, session_id: str, limit: int, before: str | None) -> list[Message]:
    connection = database.open_reader(path)
    try:
        return [decode_message(row) for row in query_message_rows(connection, session_id, limit, before)]
    finally:
        connection.close()


def query_parts_by_type(
    path: Path, session_id: str, types: tuple[str, ...], answering: str | None, since: str | None, until: str | None
) -> list[bytes]:
    conditions = ["p.session_id = ?", f"json_extract(p.data, '$.type') IN ({', '.join('?' * len(types))})"]
    values: list[object] = [session_id, *types]
    if answering is not None:
        conditions.append("json_extract(m.data, '$.parentID') = ?")
        values.append(answering)
    for comparison, message_id in ((">=", since), ("<", until)):
        if message_id is not None:
            conditions.append(f"m.position {comparison} {POSITION_OF_ID}")
            values += locate_id(session_id, message_id)
    connection = database.open_reader(path)
    try:
        found = connection.execute(
            "SELECT p.data FROM message m JOIN part p ON p.session_id = m.session_id AND p.message_id = m.id"
            f" WHERE {' AND '.join(conditions)} ORDER BY m.position, p.id",
            values,
        )
        return [bytes(row[0]) for row in found]
    finally:
        connection.close()


def _page_statement(session_id: str, limit: int | None, before: str | None) -> tuple[str, list[object]]:
    """The SQL for a page, newest first, and its parameters."""
    older, values = _select_older(session_id, before)
    return f"SELECT id, {WHOLE_MESSAGE} AS whole, position FROM message m {older} LIMIT ?", [
        *values,
        -1 if limit is None else limit,
    ]


def _select_older(session_id: str, before: str | None) -> tuple[str, list[object]]:
    """The conditions for the messages before one, or for all, newest first."""
    if before is None:
        return "WHERE session_id = ? ORDER BY position DESC", [session_id]
    condition = f"WHERE session_id = ? AND position < {POSITION_OF_ID} ORDER BY position DESC"
    return condition, [session_id, *locate_id(session_id, before)]


def _find_next_cursor(connection: sqlite3.Connection, session_id: str, limit: int, before: str | None) -> str | None:
    """The id of a page's oldest message, if there are older ones."""
    older, values = _select_older(session_id, before)
    found = connection.execute(f"SELECT id FROM message {older} LIMIT 2 OFFSET ?", [*values, limit - 1]).fetchall()
    return bytes(found[0][0]).decode() if len(found) == 2 else None
