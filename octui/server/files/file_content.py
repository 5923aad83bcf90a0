"""Loads a file's content, as text where it is text."""

import os
import stat
from base64 import b64encode
from mimetypes import guess_type
from pathlib import Path

from octui.server.files.path_containment import FileAccessError, FileMissing
from octui.server.files.unlinked_paths import open_file
from octui.wire.workspace.files import FileContent

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Larger files are not useful in a terminal, and would be held in memory several times."""

PRINTED_CONTROLS = frozenset(b"\t\n\r\f\b\x1b")


def load_file_content(file: Path, path: str) -> FileContent:
    """The text of the file at a real path, or its bytes in base64; line endings and white space are kept."""
    raw = read_regular_file(file, path)
    text = decode_file_text(raw)
    if text is not None:
        return FileContent(type="text", content=text)
    mime = guess_type(path)[0] or "application/octet-stream"
    return FileContent(type="binary", content=b64encode(raw).decode(), encoding="base64", mime_type=mime)


def read_regular_file(file: Path, requested_path: str) -> bytes:
    """The bytes of a regular file at a real path: reading a pipe would block, and a device never ends."""
    try:
        descriptor = open_file(file)
        with os.fdopen(descriptor, "rb") as opened:
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise FileAccessError(f"{requested_path} is a folder.")
            if not stat.S_ISREG(status.st_mode):
                raise FileAccessError(f"{requested_path} is not a regular file.")
            if status.st_size > MAX_FILE_BYTES:
                raise FileAccessError(f"{requested_path} is too large to show: {status.st_size:,} bytes.")
            return opened.read(MAX_FILE_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise FileMissing(f"No such file: {requested_path}.") from None
    except IsADirectoryError:
        raise FileAccessError(f"{requested_path} is a folder.") from None
    except OSError as refused:
        raise FileAccessError(f"{requested_path} cannot be read: {refused.strerror}.") from refused


def decode_file_text(raw: bytes) -> str | None:
    """The bytes decoded as text; None when they are binary."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if b"\0" in raw:
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None if _has_control_bytes(raw) else raw.decode("latin-1")


def _has_control_bytes(raw: bytes) -> bool:
    return any((byte < 0x20 and byte not in PRINTED_CONTROLS) or 0x7F <= byte < 0xA0 for byte in set(raw))
