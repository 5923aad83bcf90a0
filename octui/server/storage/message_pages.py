"""Reads pages of messages with their parts, built as JSON by SQLite."""

import sqlite3
from pathlib import Path

from octui.server.storage import database
from octui.wire.messages import Message, decode_message

WHOLE_MESSAGE = """'{"info":' || m.data || ',"parts":[' || coalesce((
    SELECT group_concat(data) FROM (
        SELECT data FROM part WHERE session_id = m.session_id AND message_id = m.id ORDER BY id
    )), '') || ']}'"""
"""SQL for a message and its parts as one JSON object; `m` is the message."""


def query_message_rows(
    connection: sqlite3.Connection, session_id: str, limit: int | None, before: str | None
) -> list[tuple[bytes, bytes]]:
    statement, values = _page_statement(session_id, limit, before)
    rows: list[tuple[bytes, bytes]] = connection.execute(statement, values).fetchall()
    rows.reverse()
    return rows


def query_history_json(path: Path, session_id: str, limit: int | None, before: str | None) -> tuple[bytes, str | None]:
    """SQLite builds the result in one step, during which this thread releases the GIL."""
    connection = database.open_reader(path)
    try:
        connection.execute("BEGIN")
        older, values = _page_statement(session_id, limit, before)
        (joined,) = connection.execute(
            f"SELECT '[' || coalesce(group_concat(whole), '') || ']' FROM (SELECT whole FROM ({older}) ORDER BY id)",
            values,
        ).fetchone()
        return joined, None if limit is None else _find_next_cursor(connection, session_id, limit, before)
    finally:
        connection.close()


def query_messages(path: Path, session_id: str, limit: int, before: str | None) -> list[Message]:
    connection = database.open_reader(path)
    try:
        return [decode_message(row) for _, row in query_message_rows(connection, session_id, limit, before)]
    finally:
        connection.close()


def query_parts_by_type(
    path: Path, session_id: str, types: tuple[str, ...], answering: str | None, since: str | None, until: str | None
) -> list[bytes]:
    conditions = ["p.session_id = ?", f"json_extract(p.data, '$.type') IN ({', '.join('?' * len(types))})"]
    values: list[object] = [session_id, *types]
    for condition, value in (
        ("json_extract(m.data, '$.parentID') = ?", answering),
        ("m.id >= ?", since),
        ("m.id < ?", until),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    connection = database.open_reader(path)
    try:
        found = connection.execute(
            "SELECT p.data FROM message m JOIN part p ON p.session_id = m.session_id AND p.message_id = m.id"
            f" WHERE {' AND '.join(conditions)} ORDER BY p.message_id, p.id",
            values,
        )
        return [bytes(row[0]) for row in found]
    finally:
        connection.close()


def _page_statement(session_id: str, limit: int | None, before: str | None) -> tuple[str, list[object]]:
    """The SQL for a page, newest first, and its parameters."""
    older = "AND id < ?" if before is not None else ""
    values = [session_id, *([before] if before is not None else []), -1 if limit is None else limit]
    statement = (
        f"SELECT id, {WHOLE_MESSAGE} AS whole FROM message m WHERE session_id = ? {older} ORDER BY id DESC LIMIT ?"
    )
    return statement, values


def _find_next_cursor(connection: sqlite3.Connection, session_id: str, limit: int, before: str | None) -> str | None:
    """The id of a page's oldest message, if there are older ones."""
    older = "AND id < ?" if before is not None else ""
    values = [session_id, *([before] if before is not None else []), limit - 1]
    found = connection.execute(
        f"SELECT id FROM message WHERE session_id = ? {older} ORDER BY id DESC LIMIT 2 OFFSET ?", values
    ).fetchall()
    return bytes(found[0][0]).decode() if len(found) == 2 else None
