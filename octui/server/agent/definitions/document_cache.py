"""The Markdown documents that were read before, as long as their files are the same: folders can hold thousands."""

import os
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.server.agent.definitions.frontmatter import MarkdownDocument, read_markdown_document

MAX_KEPT_BYTES: Final = 16 * 1024 * 1024
"""What the files of all kept documents may have together."""

SETTLED_SECONDS: Final = 2.0
"""A file that was changed so recently can change again without its times telling."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What changes with every change of a file, and what tells it from another one in its place."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int

    @classmethod
    def from_stat(cls, found: os.stat_result) -> "FileState":
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    @property
    def is_settled(self) -> bool:
        return time.time() - max(self.modified, self.changed) / 1e9 > SETTLED_SECONDS


class DocumentCache:
    """Reads each file once; can be used from every thread."""

    def __init__(self, read: Callable[[Path], MarkdownDocument | None] = read_markdown_document) -> None:
        self._read = read
        self._known: OrderedDict[Path, tuple[FileState, MarkdownDocument]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def read_document(self, path: Path) -> MarkdownDocument | None:
        """The document as it is on disk now; None when there is no such file."""
        try:
            state = FileState.from_stat(path.stat())
        except OSError:
            return self._read(path)
        with self._lock:
            known = self._known.get(path)
            if known is not None and known[0] == state:
                self._known.move_to_end(path)
                return known[1]
        document = self._read(path)
        if document is not None and document.problem is None and state.is_settled:
            self._keep_document(path, state, document)
        return document

    def _keep_document(self, path: Path, state: FileState, document: MarkdownDocument) -> None:
        with self._lock:
            replaced = self._known.pop(path, None)
            self._known[path] = state, document
            self._bytes += state.size - (replaced[0].size if replaced is not None else 0)
            while self._bytes > MAX_KEPT_BYTES:
                self._bytes -= self._known.popitem(last=False)[1][0].size


DOCUMENT_CACHE: Final = DocumentCache()
