"""Decodes ripgrep's `--json` output; long lines are truncated around their matches."""

from base64 import b64decode
from binascii import Error as NotBase64

import msgspec

from octui.wire.workspace.search import Match, Submatch, Words

MAX_LINE_BYTES = 2000

CONTEXT_BYTES = 200
"""Bytes kept before the first match of a truncated line."""


class _RipgrepText(msgspec.Struct):
    text: str | None = None
    base64: str | None = msgspec.field(name="bytes", default=None)
    """Set for text that is not UTF-8."""

    @property
    def raw(self) -> bytes:
        if self.text is not None:
            return self.text.encode()
        try:
            return b64decode(self.base64 or "")
        except NotBase64:
            return b""


class _RipgrepSubmatch(msgspec.Struct):
    match: _RipgrepText
    start: int
    end: int


class _RipgrepMatch(msgspec.Struct):
    path: _RipgrepText
    lines: _RipgrepText
    line_number: int | None = None
    absolute_offset: int = 0
    submatches: list[_RipgrepSubmatch] = []


class _RipgrepRecord(msgspec.Struct):
    type: str
    data: msgspec.Raw


def parse_match(record: bytes) -> Match | None:
    """A match; None for other ripgrep records."""
    try:
        read = msgspec.json.decode(record, type=_RipgrepRecord)
        data = msgspec.json.decode(read.data, type=_RipgrepMatch) if read.type == "match" else None
    except msgspec.MsgspecError:
        return None
    if data is None:
        return None
    line = data.lines.raw
    start, end = _visible_range(line, data.submatches)
    return Match(
        path=_to_words(data.path.raw.removeprefix(b"./")),
        lines=_to_words(line[start:end]),
        line_number=data.line_number or 0,
        absolute_offset=data.absolute_offset,
        submatches=tuple(
            Submatch(match=_to_words(hit.match.raw), start=hit.start - start, end=hit.end - start)
            for hit in data.submatches
            if start <= hit.start and hit.end <= end
        ),
    )


def _visible_range(line: bytes, hits: list[_RipgrepSubmatch]) -> tuple[int, int]:
    """The byte range of a line to keep: all of it, or the part around its first match, at character boundaries."""
    if len(line) <= MAX_LINE_BYTES:
        return 0, len(line)
    first = hits[0].start if hits and hits[0].end > MAX_LINE_BYTES else 0
    start = max(0, first - CONTEXT_BYTES)
    end = min(len(line), start + MAX_LINE_BYTES)
    return _snap_to_character(line, start), _snap_to_character(line, end)


def _snap_to_character(line: bytes, at: int) -> int:
    while 0 < at < len(line) and line[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _to_words(raw: bytes) -> Words:
    return Words(text=raw.decode("utf-8", "replace"))
