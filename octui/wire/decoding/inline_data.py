"""Leaves giant attachments out of JSON before it is decoded: nothing of octui's shows what is in them.

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
_SIZE: Final = re.compile(r"data:[^;,]*;size=(\d{1,15}),\Z")


def has_inline_data(raw: bytes | str | msgspec.Raw) -> bool:
    """Whether it may hold a giant attachment, found without copying it."""
    if isinstance(raw, str):
        return len(raw) > MAX_KEPT_LENGTH and _INLINE_TEXT.search(raw) is not None
    view = memoryview(raw)
    return len(view) > MAX_KEPT_LENGTH and INLINE_DATA.search(view) is not None


def drop_large_attachments(body: bytes) -> bytes:
    """The same JSON with `data:image/png;size=N,` for each giant `data:` URL; copies nothing where there is none."""
    if len(body) <= MAX_KEPT_LENGTH:
        return body
    kept: list[memoryview | bytes] = []
    view, copied, start = memoryview(body), 0, 0
    while found := INLINE_DATA.search(body, start):
        end = body.find(b'"', found.end())
        start = end if end >= 0 else len(body)
        length = start - found.end()
        # Base64 has no escapes: what has is something else, and is decoded as it is.
        if end < 0 or length <= MAX_KEPT_LENGTH or body.find(b"\\", found.end(), end) >= 0:
            continue
        kept += (view[copied : found.end(1)], describe_dropped_data(length))
        copied = end
    return b"".join([*kept, view[copied:]]) if kept else body


def describe_dropped_data(length: int) -> bytes:
    """What stands in a URL for so many characters of base64."""
    return b";size=%d," % (length * 3 // 4)


def read_dropped_size(url: str) -> int | None:
    """The bytes of an attachment that was left out; None for any other URL."""
    found = _SIZE.match(url[:300])
    return int(found.group(1)) if found else None
