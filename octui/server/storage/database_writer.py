"""The connection that writes to the database, and merges its log into the file from time to time."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from octui.server.storage import database

WRITES_PER_CHECKPOINT = 2_000

TRUNCATED_LOG_BYTES = 16 * 1024 * 1024
"""From this size on a log is cut off once it is merged; between two merges it may grow beyond that."""


class DatabaseWriter:
    """The only writer of a database, on the event loop; every write is committed when its method returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.connection = database.open_writer(path)
        self._writes = 0
        self.checkpoint: asyncio.Task[None] | None = None
        """The last merge of the log, which may be over."""

    def close_database(self) -> None:
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()

    @contextmanager
    def open_transaction(self) -> Iterator[None]:
        """Commit several writes as one transaction."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            # A full disk ends the transaction by itself, unless the commit could not even begin.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def execute_write(self, statement: str, *values: object) -> bool:
        """Returns whether any row changed."""
        changed = self.connection.execute(statement, values).rowcount > 0
        self._writes += 1
        if self._writes >= WRITES_PER_CHECKPOINT and not self.connection.in_transaction:
            self._writes = 0
            self._schedule_checkpoint()
        return changed

    def fetch_rows(self, statement: str, *values: object) -> sqlite3.Cursor:
        return self.connection.execute(statement, values)

    def fetch_value(self, statement: str, *values: object) -> bytes | None:
        row = self.connection.execute(statement, values).fetchone()
        return None if row is None else bytes(row[0])

    def fetch_values(self, statement: str, *values: object) -> list[bytes]:
        return [bytes(row[0]) for row in self.connection.execute(statement, values)]

    def fetch_number(self, statement: str, *values: object) -> int:
        """The number in the only row that a query has."""
        (number,) = self.connection.execute(statement, values).fetchone()
        return int(number)

    def _schedule_checkpoint(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        if self.checkpoint is None or self.checkpoint.done():
            self.checkpoint = loop.create_task(self._checkpoint_database())

    async def _checkpoint_database(self) -> None:
        """Merge the log into the file in a thread; what was written meanwhile is merged here, so that it starts over.

        Without that, a log under steady writes is never merged to its end, and grows without bound.
        """
        await asyncio.to_thread(database.checkpoint_database, self._path)
        if not self.connection.in_transaction and database.measure_log(self._path) > TRUNCATED_LOG_BYTES:
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError:
                # A reader is at it; the next one comes soon.
                return
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {database.BUSY_SECONDS * 1000:.0f}")
