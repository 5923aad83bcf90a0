"""Private files: mode 0600, in folders of 0700, written atomically."""

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LOCK_SECONDS = 2.0
"""How long to wait for another octui that is writing; a suspended one must not block this one forever."""


def write_secure_file(path: Path, content: bytes | bytearray) -> None:
    """Put `content` there in one step: a reader, or a crash, finds the old file or the new one. Raises OSError."""
    target = path.resolve()
    make_private_folder(target.parent)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def read_secure_file(path: Path) -> bytes | None:
    """The file's content, or `None` when there is none; raises OSError when it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def set_aside_file(path: Path) -> Path:
    """Rename an unreadable file, so that writing a new one does not destroy its content; returns its new name."""
    aside = path.with_name(f"{path.name}.broken")
    with suppress(OSError):
        path.replace(aside)
    return aside


def make_hashed_name(*words: str) -> str:
    """A file name for words that may be anything, such as an address and a path."""
    return hashlib.sha256("\n".join(words).encode(errors="surrogateescape")).hexdigest()[:32]


def make_private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Keep other octui from changing this file meanwhile, where the file system can; raises OSError.

    A lock not acquired in time costs at most another octui's simultaneous change, never the file.
    """
    make_private_folder(path.parent)
    with os.fdopen(os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600), "wb") as lock:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _try_lock(lock.fileno()) and time.monotonic() < deadline:
            time.sleep(0.01)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
