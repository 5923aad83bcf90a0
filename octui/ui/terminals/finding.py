"""Text found in what a terminal showed: words to search for, and addresses to open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from octui.render.links import safe_link
from octui.term import Row, Screen
from octui.term.rows import STUB, text

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`|\\^{}\x00-\x1f\x7f]+")
_TAIL: Final = re.compile(r"[.,;:!?)\]]+$")


@dataclass(frozen=True, slots=True)
class Match:
    """Cells of a row; `line` counts from the first row ever, so that it stays true while rows leave."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched for; a capital letter makes capitals matter."""

    words: str

    def spans(self, row: Row) -> list[tuple[int, int]]:
        """Where it stands in a row, in cells."""
        if not self.words or not row[0]:
            return []
        return _spans(row, self.words, exact=self.words != self.words.lower())

    def beyond(self, screen: Screen, line: int, column: int, step: int) -> Match | None:
        """The next match towards older (-1) or newer (1) rows, past this place; None when there is no more."""
        first = screen.scrollback.dropped
        rows = screen.scrollback.rows
        above, count = len(rows), len(rows) + screen.lines
        at = min(max(line - first, 0), count - 1)
        while 0 <= at < count:
            row = rows[at] if at < above else screen.row(at - above)
            here = at + first
            spans = [span for span in self.spans(row) if here != line or (span[0] - column) * step > 0]
            if spans:
                start, end = spans[0] if step > 0 else spans[-1]
                return Match(here, start, end)
            at += step
        return None


def address_at(row: Row, x: int) -> str | None:
    """The address at a cell, of a link a program made or one that is written out; None for what must not be opened."""
    if x >= len(row[0]):
        return None
    link = row[2].look(row[1][x]).link
    if link is not None:
        return safe_link(link.address)
    plain = text(row)
    place = len(row[0][:x].replace(STUB, ""))
    for found in _ADDRESS.finditer(plain):
        address = _bare(found.group())
        if found.start() <= place < found.start() + len(address):
            return safe_link(address)
    return None


def _bare(address: str) -> str:
    """An address without the punctuation of the sentence it stands in."""
    tail = _TAIL.search(address)
    if tail is None:
        return address
    kept = address[: tail.start()]
    for mark in tail.group():
        if mark == ")" and kept.count("(") > kept.count(")"):
            kept += mark
        else:
            break
    return kept


def _spans(row: Row, words: str, *, exact: bool) -> list[tuple[int, int]]:
    plain = text(row)
    searched = plain if exact else plain.lower()
    wanted = words if exact else words.lower()
    spans: list[tuple[int, int]] = []
    at = searched.find(wanted)
    while at >= 0:
        spans.append((at, at + len(wanted)))
        at = searched.find(wanted, at + len(wanted))
    if not spans or row[0].isascii():
        return spans
    columns = _columns(row, len(searched))
    return [(columns[start], columns[end]) for start, end in spans if end < len(columns)]


def _columns(row: Row, length: int) -> Sequence[int]:
    """The cell in which each character of the row's text begins, and where the text ends."""
    columns: list[int] = []
    for x, cell in enumerate(row[0]):
        if cell != STUB:
            columns += [x] * len(row[2].spelled(cell))
    columns += [len(row[0])] * (length + 1 - len(columns))
    return columns
