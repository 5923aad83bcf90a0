"""What ripgrep prints with `--json`, as values; lines are cut to what a person reads."""

from base64 import b64decode
from binascii import Error as NotBase64

import msgspec

from octui.wire.search import Match, Submatch, Words

LONGEST_LINE = 2000
"""Bytes."""

BEFORE = 200
"""Bytes kept before the first match of a line that is cut."""


class _Words(msgspec.Struct):
    text: str | None = None
    base64: str | None = msgspec.field(name="bytes", default=None)
    """What is no UTF-8."""

    @property
    def raw(self) -> bytes:
        if self.text is not None:
            return self.text.encode()
        try:
            return b64decode(self.base64 or "")
        except NotBase64:
            return b""


class _Hit(msgspec.Struct):
    match: _Words
    start: int
    end: int


class _Data(msgspec.Struct):
    path: _Words
    lines: _Words
    line_number: int | None = None
    absolute_offset: int = 0
    submatches: list[_Hit] = []


class _Record(msgspec.Struct):
    type: str
    data: msgspec.Raw


def as_match(record: bytes) -> Match | None:
    """A match, or None for what ripgrep says besides."""
    try:
        read = msgspec.json.decode(record, type=_Record)
        data = msgspec.json.decode(read.data, type=_Data) if read.type == "match" else None
    except msgspec.MsgspecError:
        return None
    if data is None:
        return None
    line = data.lines.raw
    start, end = _window(line, data.submatches)
    return Match(
        path=_words(data.path.raw.removeprefix(b"./")),
        lines=_words(line[start:end]),
        line_number=data.line_number or 0,
        absolute_offset=data.absolute_offset,
        submatches=tuple(
            Submatch(match=_words(hit.match.raw), start=hit.start - start, end=hit.end - start)
            for hit in data.submatches
            if start <= hit.start and hit.end <= end
        ),
    )


def _window(line: bytes, hits: list[_Hit]) -> tuple[int, int]:
    """The part of a line that is kept: all of it, or what lies around its first match, at whole characters."""
    if len(line) <= LONGEST_LINE:
        return 0, len(line)
    first = hits[0].start if hits and hits[0].end > LONGEST_LINE else 0
    start = max(0, first - BEFORE)
    end = min(len(line), start + LONGEST_LINE)
    return _whole(line, start), _whole(line, end)


def _whole(line: bytes, at: int) -> int:
    while 0 < at < len(line) and line[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _words(raw: bytes) -> Words:
    return Words(text=raw.decode("utf-8", "replace"))
