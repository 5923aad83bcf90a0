"""Reads and writes text files, preserving line ends, byte order marks and file modes."""

import asyncio
import os
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final, Self

from octui.server.agent.tools.tool import ToolContext, ToolFailed
from octui.server.event_bus import EventBus

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
        if path.is_dir():
            raise ToolFailed(f"{path} is a directory, not a file.")
        if path.exists() and not path.is_file():
            raise ToolFailed(f"{path} is not a regular file.")
        if path.stat().st_size > MAX_TEXT_BYTES:
            raise ToolFailed(f"{path} is too large to edit: {path.stat().st_size:,} bytes.")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ToolFailed(f"File not found: {path}") from None
    except OSError as refused:
        raise ToolFailed(f"{path} cannot be read: {refused.strerror or refused}") from refused
    if is_binary(raw[:SNIFFED_BYTES]):
        raise ToolFailed(f"Cannot read binary file: {path}")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise ToolFailed(f"{path} is not UTF-8 text: {wrong.reason} at byte {wrong.start}.") from wrong
    return FileText(text.removeprefix(BYTE_ORDER_MARK), text.startswith(BYTE_ORDER_MARK))


def write_text_file(path: Path, text: str, *, has_bom: bool = False) -> None:
    """Write in place, so that links and modes are preserved; missing directories are created.

    Where it fails, as on a full disk, the file is what it was before.
    """
    try:
        body = ((BYTE_ORDER_MARK if has_bom else "") + text).encode("utf-8", "surrogateescape")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _replace_content(path, body)
        else:
            _create_file(path.resolve(), body)
    except (OSError, UnicodeEncodeError) as refused:
        reason = refused.strerror if isinstance(refused, OSError) and refused.strerror else refused
        raise ToolFailed(f"{path} cannot be written: {reason}") from refused


def _create_file(path: Path, body: bytes) -> None:
    try:
        with path.open("xb", buffering=0) as file:
            _write_all(file, body)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _replace_content(path: Path, body: bytes) -> None:
    """What needs more room is written first, behind the old content: a full disk refuses it with that still there."""
    with path.open("r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        try:
            _write_all(file, body[size:])
        except OSError:
            file.truncate(size)
            raise
        file.seek(0)
        _write_all(file, body[:size])
        file.truncate(len(body))


def _write_all(file: FileIO, body: bytes) -> None:
    rest = memoryview(body)
    while rest:
        rest = rest[file.write(rest) :]


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
