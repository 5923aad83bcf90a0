"""What to call an attachment."""

import re
from typing import Final
from urllib.parse import unquote

from octui.wire.decoding.inline_data import read_dropped_size
from octui.wire.parts import FilePart

MAX_LENGTH: Final = 200
_LINES: Final = re.compile(r"[?&](?:start=(\d{1,9}))?(?:&?end=(\d{1,9}))?$")


def label_attachment(file: FilePart) -> str:
    """Its name, with the requested lines; its type where it has no name, and type and size where it is giant."""
    if file.url.startswith("data:"):
        name = (file.filename or file.mime or "file")[:MAX_LENGTH]
        size = read_dropped_size(file.url)
        return name if size is None else " · ".join([*dict.fromkeys((name, file.mime or name)), _format_size(size)])
    url = file.url[:2_000]
    address, _, query = url.partition("?")
    source = file.source.path if file.source is not None else None
    name = source or file.filename or unquote(address).rstrip("/").rpartition("/")[2] or file.mime or "file"
    found = _LINES.search(f"?{query}") if query else None
    start, end = (found.group(1), found.group(2)) if found else (None, None)
    if start:
        name = f"{name}:{start}-{end}" if end else f"{name}:{start}"
    return name[:MAX_LENGTH]


def _format_size(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB" if size >= 10_000_000 else f"{size / 1_000_000:.1f} MB"
