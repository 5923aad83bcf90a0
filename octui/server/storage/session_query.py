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


def query_sessions_json(path: Path, wanted: SessionFilter) -> bytes:
    """Most recently updated first; call it in a thread."""
    where, values = _build_conditions(wanted)
    values.append(-1 if wanted.limit is None else wanted.limit)
    chosen = f"SELECT id, updated, data FROM session {where} ORDER BY updated DESC, id LIMIT ?"
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


def _build_conditions(wanted: SessionFilter) -> tuple[str, list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    for condition, value in (
        ("project_id = ?", wanted.project_id),
        ("directory = ?", wanted.directory),
        ("updated >= ?", wanted.start),
        ("updated < ?", wanted.before),
        ("holds(title, ?)", wanted.search),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    if wanted.path:
        conditions.append("(path = ? OR substr(path, 1, ?) = ?)")
        values += [wanted.path, len(wanted.path) + 1, f"{wanted.path}/"]
    if wanted.roots:
        conditions.append("parent_id IS NULL")
    if not wanted.archived:
        conditions.append("json_extract(data, '$.time.archived') IS NULL")
    return f"WHERE {' AND '.join(conditions)}" if conditions else "", values


def _contains_words(title: bytes | str, words: bytes | str) -> bool:
    return _to_text(words).casefold() in _to_text(title).casefold()


def _to_text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
