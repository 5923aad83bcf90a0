"""The SQLite database: its tables, and how it is opened.

It uses write-ahead logging: readers never wait for the writer, and a killed process loses nothing it has
committed. The writer runs on the event loop, where a commit takes microseconds: it does not wait for the disk, and
the log is merged into the file in a thread (`checkpoint_database`).
"""

import os
import sqlite3
from pathlib import Path

from octui.server.storage.row_shapes import SHAPE_ROWS

SCHEMA_VERSION = 4

BUSY_SECONDS = 5.0
"""How long to wait for another server that uses the same file."""

CHECKPOINT_PASSES = 3
"""Each merges what was written during the one before, which is less and less."""

_MESSAGE_TABLE = (
    # Clients choose ids, and their clocks differ: the order of a conversation is the order in which messages arrived.
    """CREATE TABLE message (
        session_id TEXT NOT NULL, id TEXT NOT NULL, owner TEXT, data TEXT NOT NULL, position INTEGER NOT NULL,
        PRIMARY KEY (session_id, id)
    )""",
    "CREATE INDEX message_unfinished ON message (owner) WHERE owner IS NOT NULL",
    "CREATE INDEX message_in_order ON message (session_id, position)",
)

_GRANT_TABLE = """CREATE TABLE permission_grant (
    id TEXT PRIMARY KEY, directory TEXT NOT NULL, permission TEXT NOT NULL, pattern TEXT NOT NULL,
    created REAL NOT NULL, used REAL NOT NULL DEFAULT 0, uses INTEGER NOT NULL DEFAULT 0,
    UNIQUE (directory, permission, pattern)
)"""

_SCHEMA = (
    """CREATE TABLE project (
        id TEXT PRIMARY KEY, data TEXT NOT NULL
    )""",
    """CREATE TABLE place (
        directory TEXT PRIMARY KEY, project_id TEXT NOT NULL
    )""",
    """CREATE TABLE session (
        id TEXT PRIMARY KEY, project_id TEXT NOT NULL, directory TEXT NOT NULL, path TEXT NOT NULL,
        parent_id TEXT, title TEXT NOT NULL, updated REAL NOT NULL, data TEXT NOT NULL
    )""",
    "CREATE INDEX session_by_project ON session (project_id, updated)",
    "CREATE INDEX session_by_directory ON session (directory, updated)",
    "CREATE INDEX session_by_parent ON session (parent_id)",
    *_MESSAGE_TABLE,
    """CREATE TABLE part (
        session_id TEXT NOT NULL, message_id TEXT NOT NULL, id TEXT NOT NULL, data TEXT NOT NULL,
        PRIMARY KEY (session_id, message_id, id)
    )""",
    "CREATE TABLE todo (session_id TEXT PRIMARY KEY, data TEXT NOT NULL)",
    _GRANT_TABLE,
)

_ORDERED_MESSAGES = (
    "ALTER TABLE message RENAME TO message_by_id",
    "DROP INDEX message_unfinished",
    *_MESSAGE_TABLE,
    "INSERT INTO message SELECT session_id, id, owner, data,"
    " row_number() OVER (PARTITION BY session_id ORDER BY id) FROM message_by_id",
    "DROP TABLE message_by_id",
)

_GRANTS_OF_DIRECTORIES = (
    _GRANT_TABLE,
    # What was allowed for a repository held in every clone of it: that is asked again.
    "INSERT INTO permission_grant (id, directory, permission, pattern, created)"
    " SELECT 'gra_' || lower(hex(randomblob(13))), project_id, permission, pattern,"
    " CAST(strftime('%s', 'now') AS REAL) * 1000 FROM rule WHERE project_id LIKE '/%' AND action = 'allow'",
    "DROP TABLE rule",
)


class DatabaseTooNew(Exception):
    """The file was written by a newer version of octui."""


def open_writer(path: Path) -> sqlite3.Connection:
    """Open the file, creating or migrating it if needed; raises DatabaseTooNew, OSError, sqlite3.Error."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = _open_connection(path)
    try:
        # First, as nothing may change in a file that turns out to be another program's.
        _migrate_schema(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """A read-only connection for use in one thread."""
    connection = _open_connection(path)
    connection.execute("PRAGMA query_only = ON")
    return connection


def checkpoint_database(path: Path) -> None:
    """Merge the log into the file; slow, but it blocks no one."""
    connection = _open_connection(path)
    try:
        for _ in range(CHECKPOINT_PASSES):
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        connection.close()


def measure_log(path: Path) -> int:
    """The size of the log in bytes."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0


def _open_connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.text_factory = bytes
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _migrate_schema(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            raise DatabaseTooNew(
                f"The database has version {version}, this octui supports {SCHEMA_VERSION}: update octui."
            )
        for statement in _list_migration_steps(version):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _list_migration_steps(version: int) -> tuple[str, ...]:
    if version == 0:
        return _SCHEMA
    return (
        *(_ORDERED_MESSAGES if version < 2 else ()),
        *(_GRANTS_OF_DIRECTORIES if version < 3 else ()),
        *(SHAPE_ROWS if version < 4 else ()),
    )
