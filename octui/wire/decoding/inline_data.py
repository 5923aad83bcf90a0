"""Leaves giant attachments out of JSON before it is decoded: octui never shows their content.

Servers put the whole file into each message, as a `data:` URL in base64. Decoding and keeping it would take several
times its size; what is kept is its type and its size.
"""

import re
from typing import Final

import msgspec

MAX_KEPT_LENGTH: Final = 1 << 20
"""Characters of a `data:` URL that are kept whole."""

INLINE_DATA: Final = re.compile(rb'"url"\s{0,4}:\s{0,4}"(data:[\w.+/-]{0,200});base64,')
"""The header of an attachment; the group is what is kept of a giant one."""
_INLINE_TEXT: Final = re.compile(INLINE_DATA.pattern.decode())
_END: Final = re.compile(rb'["\\]')
_SIZE: Final = re.compile(r"data:[^;,]*;size=(\d{1,15}),\Z")


def drop_large_attachments(raw: bytes | str | msgspec.Raw) -> bytes | str | msgspec.Raw:
    """The same JSON with `data:image/png;size=N,` for each giant `data:` URL; copies nothing where there is none."""
    if isinstance(raw, str):
        if len(raw) <= MAX_KEPT_LENGTH or _INLINE_TEXT.search(raw) is None:
            return raw
        view = memoryview(raw.encode("utf-8", "replace"))
    else:
        view = memoryview(raw)
    if len(view) <= MAX_KEPT_LENGTH:
        return raw
    kept: list[memoryview | bytes] = []
    copied = start = 0
    while found := INLINE_DATA.search(view, start):
        ending = _END.search(view, found.end())
        if ending is None:
            break
        start = ending.start()
        length = start - found.end()
        # Base64 has no escapes: what has is something else, and is decoded as it is.
        if length > MAX_KEPT_LENGTH and ending.group() == b'"':
            kept += (view[copied : found.end(1)], describe_dropped_data(length))
            copied = start
    return b"".join([*kept, view[copied:]]) if kept else raw


def describe_dropped_data(length: int) -> bytes:
    """What stands in a URL for so many characters of base64."""
    return b";size=%d," % (length * 3 // 4)


def read_dropped_size(url: str) -> int | None:
    """The bytes of an attachment that was left out; None for any other URL."""
    found = _SIZE.match(url[:300])
    return int(found.group(1)) if found else None
