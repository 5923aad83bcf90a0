"""When the database cannot be used: it is kept aside, the user is told where, and the server uses another file."""

import logging
import sqlite3
import time
from pathlib import Path
from typing import Final

from octui.server.server_paths import abbreviate_home
from octui.server.storage.database import SCHEMA_VERSION, DatabaseTooNew, open_writer

log = logging.getLogger("octui.server")

TEMPORARY_ERRORS: Final = (
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY"),
    *("SQLITE_PERM", "SQLITE_AUTH", "SQLITE_NOMEM", "SQLITE_INTERRUPT", "SQLITE_PROTOCOL"),
)
"""These say nothing about the file's content: it must stay where it is."""

COMPANIONS: Final = ("", "-wal", "-shm")


def find_usable_database(path: Path) -> tuple[Path, str]:
    """A file that can be opened and what to say about it, nothing for the usual one; raises OSError, sqlite3.Error."""
    try:
        open_writer(path).close()
    except DatabaseTooNew:
        other = path.with_name(f"{path.stem}-{SCHEMA_VERSION}{path.suffix}")
        open_writer(other).close()
        place = abbreviate_home(path)
        said = (
            f"{place} was written by a newer octui and is kept. Until you update, sessions are in {other.name} there."
        )
        log.warning("%s", said)
        return other, said
    except sqlite3.DatabaseError as problem:
        if getattr(problem, "sqlite_errorname", "").startswith(TEMPORARY_ERRORS):
            raise
        kept = _move_aside(path)
        open_writer(path).close()
        # Where it is has to fit into a toast; why it cannot be used is in the log.
        said = f"The damaged database is {kept.name} in {abbreviate_home(kept.parent)}; octui begins a new one."
        log.warning("%s %s", said, problem)
        return path, said
    return path, ""


def _move_aside(path: Path) -> Path:
    kept = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    number = 1
    while kept.exists():
        number += 1
        kept = kept.with_name(f"{kept.name.partition('_')[0]}_{number}")
    for companion in COMPANIONS:
        # The log has to stay beside its file: together they can still be repaired.
        file = path.with_name(path.name + companion)
        if file.exists():
            file.rename(kept.with_name(kept.name + companion))
    return kept
