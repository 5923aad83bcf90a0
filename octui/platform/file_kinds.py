"""What a file of this machine is, as far as a model is concerned: found by its content, never by its name alone."""

import stat
from pathlib import Path
from typing import Final

from octui.lazy_dataclasses import dataclass

MAX_MEDIA_BYTES: Final = 20_000_000
"""The largest picture or PDF that is sent: providers refuse larger requests."""
MAX_TEXT_BYTES: Final = 1_000_000
"""The largest text that is sent whole, to a server that cannot read this machine's files."""

IMAGE_TYPES: Final = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""Pictures that models take, the best first."""

_LOOKED_AT: Final = 8_192
_SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_OTHER_IMAGES: Final = frozenset({".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".ico", ".jxl", ".psd"})


class NotAttachable(Exception):
    """Why something cannot be attached, as a sentence."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """`mime` is `text/plain` for every text, and `application/x-directory` for a folder."""

    path: Path
    mime: str
    size: int


def detect_media_type(content: bytes) -> str:
    """The type of a picture that models read, or of a PDF; empty for anything else."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for signature, mime in _SIGNATURES if content.startswith(signature)), "")


def detect_file(path: Path) -> FoundFile:
    """Look at a file or a folder; raises NotAttachable, and OSError where there is none. Blocks."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        return FoundFile(path, "application/x-directory", 0)
    if not stat.S_ISREG(status.st_mode):
        raise NotAttachable(f"{path.name} is neither a file nor a folder.")
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
    except OSError as error:
        raise NotAttachable(f"{path.name} cannot be read: {error.strerror}.") from None
    mime = detect_media_type(head)
    if mime:
        check_media_size(path.name, status.st_size)
        return FoundFile(path, mime, status.st_size)
    if path.suffix.lower() in _OTHER_IMAGES:
        raise NotAttachable(f"{path.name} is a picture that models cannot read; PNG, JPEG, GIF and WebP are supported.")
    if b"\0" in head:
        raise NotAttachable(f"{path.name} is neither text, a picture nor a PDF, so no model can read it.")
    return FoundFile(path, "text/plain", status.st_size)


def check_media_size(name: str, size: int) -> None:
    """Raises NotAttachable for a picture or PDF that is too large."""
    if size > MAX_MEDIA_BYTES:
        limit = format_size(MAX_MEDIA_BYTES)
        raise NotAttachable(f"{name} is {format_size(size)}; at most {limit} can be attached.")


def format_size(size: int) -> str:
    """`512 B`, `34 KB`, `2.1 MB`."""
    if size < 1_000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1_000:.0f} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".0 MB", " MB")
