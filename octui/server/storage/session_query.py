"""Lists sessions as one JSON array, built by SQLite in a thread."""

from dataclasses import dataclass
from pathlib import Path

from octui.server.storage import database


@dataclass(frozen=True)
class SessionFilter:
    """Which sessions to list; fields that are None do not filter."""

    project_id: str | None = None
    directory: str | None = None
    path: str | None = None
    roots: bool = False
    start: float | None = None
    search: str | None = None
    before: float | None = None
    archived: bool = True
    limit: int | None = None


def query_sessions_json(path: Path, session_filter: SessionFilter) -> bytes:
    """Most recently updated first; call it in a thread."""
    condition, values = _build_conditions(session_filter)
    values.append(-1 if session_filter.limit is None else session_filter.limit)
    chosen = f"SELECT id, updated, data FROM session {condition} ORDER BY updated DESC, id LIMIT ?"
    connection = database.open_reader(path)
    try:
        connection.create_function("holds", 2, _contains_words, deterministic=True)
        (joined,) = connection.execute(
            "SELECT '[' || coalesce(group_concat(data), '') || ']'"
            f" FROM (SELECT data FROM ({chosen}) ORDER BY updated DESC, id)",
            values,
        ).fetchone()
        return bytes(joined)
    finally:
        connection.close()


def _build_conditions(session_filter: SessionFilter) -> tuple[str, list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    for condition, value in (
        ("project_id = ?", session_filter.project_id),
        ("directory = ?", session_filter.directory),
        ("updated >= ?", session_filter.start),
        ("updated < ?", session_filter.before),
        ("holds(title, ?)", session_filter.search),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if session_filter.path:
        conditions.append("(path = ? OR substr(path, 1, ?) = ?)")
        values += [session_filter.path, len(session_filter.path) + 1, f"{session_filter.path}/"]
    if session_filter.roots:
        conditions.append("parent_id IS NULL")
    if not session_filter.archived:
        conditions.append("json_extract(data, '$.time.archived') IS NULL")
    return f"WHERE {' AND '.join(conditions)}" if conditions else "", values


def _contains_words(title: bytes | str, words: bytes | str) -> bool:
    return _to_text(words).casefold() in _to_text(title).casefold()


def _to_text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
