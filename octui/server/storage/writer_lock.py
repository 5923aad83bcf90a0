"""Which server is writing a message: several may share a database, and a killed one leaves messages unfinished."""

import fcntl
import os
import uuid
from contextlib import suppress
from pathlib import Path


class WriterLock:
    """A unique name for this process, held by a locked file that the system releases however the process ends."""

    def __init__(self, folder: Path) -> None:
        self.name = uuid.uuid4().hex
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = os.open(self._lock_path(self.name), os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def is_writer_alive(self, name: str) -> bool:
        """Whether the process with that name still runs; if not, its lock file is removed."""
        if name == self.name:
            return True
        try:
            lock = os.open(self._lock_path(name), os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        else:
            self._lock_path(name).unlink(missing_ok=True)
            return False
        finally:
            os.close(lock)

    def release_lock(self) -> None:
        with suppress(OSError):
            self._lock_path(self.name).unlink(missing_ok=True)
        os.close(self._lock)

    def _lock_path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"
