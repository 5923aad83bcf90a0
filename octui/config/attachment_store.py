"""What was attached to prompts: drafts and the history name it, so that both stay small."""

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from octui.config import secure_files
from octui.config.paths import get_state_folder

KEPT_BYTES: Final = 300_000_000
"""More than that, and what was not used for the longest time is deleted."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class AttachmentStore:
    """Content by its digest; every method touches the disk, so they are for a worker thread, and raises OSError."""

    def __init__(self, folder: Path | None = None, kept_bytes: int = KEPT_BYTES) -> None:
        self.folder = folder or get_state_folder() / "attachments"
        self._kept_bytes = kept_bytes

    def save_content(self, content: bytes) -> str:
        """Keep it, and return its digest."""
        digest = hashlib.sha256(content).hexdigest()
        secure_files.write_secure_file(self.folder / digest, content)
        self._delete_oldest(digest)
        return digest

    def read_content(self, digest: str) -> bytes | None:
        """None when it is no longer kept."""
        if not _DIGEST.fullmatch(digest):
            return None
        path = self.folder / digest
        content = secure_files.read_secure_file(path)
        if content is not None:
            with suppress(OSError):
                os.utime(path)
        return content

    def _delete_oldest(self, kept: str) -> None:
        entries = [(file.stat(), file) for file in self.folder.iterdir() if _DIGEST.fullmatch(file.name)]
        size = sum(stat.st_size for stat, _ in entries)
        for stat, file in sorted(entries, key=lambda each: each[0].st_mtime):
            if size <= self._kept_bytes:
                return
            if file.name != kept:
                file.unlink(missing_ok=True)
                size -= stat.st_size
