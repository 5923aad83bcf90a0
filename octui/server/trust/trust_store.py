"""What the user decided about folders, by real path and by what exactly was asked for."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from octui.server.private_files import set_aside_damaged, write_private_file
from octui.wire.access.trust import TrustDecision, TrustedFolder

TRUST_FILE: Final = "trust.json"
MAX_DECISIONS_PER_FOLDER: Final = 20
"""Switching branches brings back what was decided before; older decisions are forgotten."""


class TrustStore:
    """A file only its owner can read; read each time, so that all directories and servers see changes."""

    def __init__(self, data_folder: Path) -> None:
        self._path = data_folder / TRUST_FILE

    def set_aside_damaged(self) -> str:
        """What the user should know about decisions that cannot be read; they are kept aside. Raises OSError."""
        return set_aside_damaged(self._path, tuple[TrustedFolder, ...], "every folder asks again")

    def find_decision(self, root: str, digest: str) -> TrustDecision | None:
        """What was decided about exactly these requests of the folder; None when nothing was."""
        for kept in self.list_trusted_folders():
            if (kept.root, kept.digest) == (root, digest):
                return kept.decision
        return None

    def list_trusted_folders(self) -> tuple[TrustedFolder, ...]:
        """All decisions, the newest first; a file that cannot be read holds none."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[TrustedFolder, ...])
        except (OSError, msgspec.MsgspecError, UnicodeError, RecursionError):
            return ()

    def save_decision(self, decided: TrustedFolder) -> None:
        """Keep a decision in place of the one about the same requests; raises OSError."""
        with self._lock_file():
            self.set_aside_damaged()
            others = [
                kept
                for kept in self.list_trusted_folders()
                if (kept.root, kept.digest) != (decided.root, decided.digest)
            ]
            same_folder = [kept for kept in others if kept.root == decided.root]
            forgotten = same_folder[MAX_DECISIONS_PER_FOLDER - 1 :]
            self._write_folders(decided, *(kept for kept in others if kept not in forgotten))

    def forget_folder(self, root: str) -> bool:
        """Forget every decision about a folder; returns whether there was one. Raises OSError."""
        with self._lock_file():
            self.set_aside_damaged()
            known = self.list_trusted_folders()
            others = [kept for kept in known if kept.root != root]
            if len(others) != len(known):
                self._write_folders(*others)
            return len(others) != len(known)

    def _write_folders(self, *folders: TrustedFolder) -> None:
        write_private_file(self._path, msgspec.json.format(msgspec.json.encode(folders)))

    @contextmanager
    def _lock_file(self) -> Iterator[None]:
        """Two servers that decide at once must not undo each other's decisions."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
