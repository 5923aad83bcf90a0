"""Which changes were marked as reviewed, by a digest of each: kept between runs, and lost with the change."""

from pathlib import Path
from typing import Final

import msgspec

from octui.config import secure_files
from octui.config.paths import get_state_folder

MAX_MARKS: Final = 5_000
"""Marks that are kept; the oldest make way."""


class ReviewedMarks:
    """The marks on disk; several octui share the file, and each adds to what it finds there."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or get_state_folder() / "reviewed.json"

    def load_marks(self) -> frozenset[str]:
        """Read them, in a thread; raises OSError. A file that makes no sense has none."""
        return frozenset(self._read_marks())

    def save_mark(self, digest: str, is_reviewed: bool) -> None:
        """Add one, or take it away, in a thread; raises OSError. A file that makes no sense is put aside."""
        with secure_files.lock_file(self._path):
            marks = [mark for mark in self._read_marks() if mark != digest]
            kept = [*marks, digest][-MAX_MARKS:] if is_reviewed else marks
            secure_files.write_secure_file(self._path, msgspec.json.encode(kept))

    def _read_marks(self) -> list[str]:
        content = secure_files.read_secure_file(self._path)
        try:
            return msgspec.json.decode(content, type=list[str]) if content else []
        except (msgspec.MsgspecError, UnicodeDecodeError):
            secure_files.set_aside_file(self._path)
            return []
