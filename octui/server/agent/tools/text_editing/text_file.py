"""Reads and writes text files, preserving line ends, byte order marks and file modes."""

import asyncio
import errno
import os
import stat
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final, Self

from octui.server.agent.tools.tool import ToolContext, ToolFailed
from octui.server.event_bus import EventBus
from octui.server.files.file_replacement import create_file, replace_file
from octui.server.files.unlinked_paths import open_file
from octui.server.permissions.path_scope import resolve_real_path

MAX_TEXT_BYTES: Final = 32 * 1024 * 1024
SNIFFED_BYTES: Final = 8192
BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class FileText:
    """`text` keeps the line ends it has on disk, without the byte order mark."""

    text: str
    has_bom: bool = False

    @property
    def line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def with_own_line_ends(self, text: str) -> str:
        """The text with the line ends of this file."""
        plain = text.replace("\r\n", "\n")
        return plain.replace("\n", "\r\n") if self.line_end == "\r\n" else plain


def is_binary(raw: bytes) -> bool:
    """Whether a file that starts with these bytes is binary."""
    if b"\0" in raw:
        return True
    odd = sum(byte < 9 or 13 < byte < 32 for byte in raw)
    return bool(raw) and odd / len(raw) > 0.3


def read_text_file(path: Path) -> FileText:
    """The text of a file; raises ToolFailed when it cannot be read as text."""
    try:
        with FileIO(open_file(resolve_real_path(path, os.sep))) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ToolFailed(f"{path} is not a regular file.")
            if status.st_size > MAX_TEXT_BYTES:
                raise ToolFailed(f"{path} is too large to edit: {status.st_size:,} bytes.")
            raw = file.read(MAX_TEXT_BYTES + 1)
    except FileNotFoundError:
        raise ToolFailed(f"File not found: {path}") from None
    except OSError as refused:
        is_folder = refused.errno == errno.EISDIR
        reason = "it is a directory, not a file" if is_folder else refused.strerror or refused
        raise ToolFailed(f"{path} cannot be read: {reason}") from refused
    if is_binary(raw[:SNIFFED_BYTES]):
        raise ToolFailed(f"Cannot read binary file: {path}")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise ToolFailed(f"{path} is not UTF-8 text: {wrong.reason} at byte {wrong.start}.") from wrong
    return FileText(text.removeprefix(BYTE_ORDER_MARK), text.startswith(BYTE_ORDER_MARK))


def write_text_file(path: Path, text: str, *, has_bom: bool = False) -> None:
    """Write a file at a real path, whose mode stays; missing directories are created.

    Where it fails, as on a full disk, the file is what it was before.
    """
    try:
        body = ((BYTE_ORDER_MARK if has_bom else "") + text).encode("utf-8", "surrogateescape")
        if path.exists():
            replace_file(path, body)
        else:
            create_file(path, body)
    except (OSError, UnicodeEncodeError) as refused:
        reason = refused.strerror if isinstance(refused, OSError) and refused.strerror else refused
        raise ToolFailed(f"{path} cannot be written: {reason}") from refused


def require_unchanged(path: Path, real: Path, before: FileText | None) -> None:
    """Raises ToolFailed unless a path still leads to `real`, and to the same text, or to no file.

    An answer of the user is about what was there when they were asked, and that may have taken a while.
    """
    if resolve_real_path(path, os.sep) != real:
        raise ToolFailed(f"{path} led to {real} when the user was asked, and now leads elsewhere.")
    if (read_text_file(real) if real.exists() else None) != before:
        raise ToolFailed(f"{path} was changed while the user was asked. Read it again.")


def publish_file_change(context: ToolContext, path: Path, event: str) -> None:
    """Publish that a file changed; `event` is `add`, `change` or `unlink`."""
    bus: EventBus = context.instance.bus
    bus.publish_event("file.edited", {"file": str(path)}, context.instance.directory)
    bus.publish_event("file.watcher.updated", {"file": str(path), "event": event}, context.instance.directory)


class FileLocks:
    """One lock per file, since agents of an instance may edit the same file."""

    def __init__(self) -> None:
        self._locks: dict[Path, asyncio.Lock] = {}

    @classmethod
    def from_instance(cls, _instance: object) -> Self:
        return cls()

    def lock_for(self, path: Path) -> asyncio.Lock:
        return self._locks.setdefault(path, asyncio.Lock())
