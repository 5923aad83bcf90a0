"""Search in the text of a terminal, and detection of URLs to open."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from octui.render.files.file_references import FileReference, find_reference_at, read_file_address
from octui.render.text.safe_links import sanitize_link
from octui.term import Row, Screen
from octui.term.grid.rows import STUB, WRAPPED, get_row_text

Span = tuple[int, int]
MAX_LINE_LENGTH: Final = 500
"""Number of rows searched at a time, in either direction."""
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`|\\^{}\x00-\x1f\x7f]+")
_TAIL: Final = re.compile(r"[.,;:!?)\]]+$")


@dataclass(frozen=True, slots=True)
class Match:
    """Matched cells, by row as lines wrap; rows count from the first row ever, so their numbers stay valid."""

    parts: tuple[tuple[int, Span], ...]

    @property
    def line(self) -> int:
        """The row in which the match begins."""
        return self.parts[0][0]

    @property
    def start(self) -> int:
        """The cell in which the match begins."""
        return self.parts[0][1][0]

    @property
    def last_line(self) -> int:
        return self.parts[-1][0]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The search query; a capital letter makes the search case-sensitive."""

    words: str

    def match_line(self, rows: Sequence[Row], line: int) -> list[Match]:
        """Matches in one line, given as the rows it wraps over, the first of which is `line`."""
        texts = [get_row_text(row) for row in rows]
        plain = "".join(texts)
        exact = self.words != self.words.lower()
        searched, wanted = (plain, self.words) if exact else (plain.lower(), self.words.lower())
        found: list[Match] = []
        at = searched.find(wanted) if wanted else -1
        while at >= 0:
            if parts := _parts(rows, texts, line, at, at + len(wanted)):
                found.append(Match(parts))
            at = searched.find(wanted, at + len(wanted))
        return found

    def list_matches_in(self, screen: Screen, first: int, count: int) -> list[Match]:
        """The matches that overlap these rows, which start at index `first` of scrollback and screen."""
        found: list[Match] = []
        at = _line_at(screen, first)[0] if count > 0 else first
        while at < min(first + count, _count(screen)):
            _, end = _line_at(screen, at)
            found += self._matches_of(screen, at, end)
            at = end
        return found

    def find_next(self, screen: Screen, line: int, column: int, step: int) -> Match | None:
        """The next match in older (-1) or newer (1) rows beyond this position; None when there is none."""
        count = _count(screen)
        at = min(max(line - screen.scrollback.dropped, 0), count - 1)
        while 0 <= at < count:
            start, end = _line_at(screen, at)
            found = self._matches_of(screen, start, end)
            if step > 0:
                onward = next((match for match in found if (match.line, match.start) > (line, column)), None)
            else:
                onward = next((match for match in reversed(found) if (match.line, match.start) < (line, column)), None)
            if onward is not None:
                return onward
            at = end if step > 0 else start - 1
        return None

    def _matches_of(self, screen: Screen, start: int, end: int) -> list[Match]:
        rows = [_row(screen, at) for at in range(start, end)]
        return self.match_line(rows, start + screen.scrollback.dropped)


def _count(screen: Screen) -> int:
    return len(screen.scrollback) + screen.lines


def _row(screen: Screen, at: int) -> Row:
    """A row by its index, counted from the oldest row of the scrollback."""
    above = len(screen.scrollback)
    return screen.scrollback.rows[at] if at < above else screen.get_row(at - above)


def _line_at(screen: Screen, at: int) -> tuple[int, int]:
    """Half-open range of the rows that make up the line of this row."""
    start, end, count = at, at + 1, _count(screen)
    while start > 0 and at - start < MAX_LINE_LENGTH and _row(screen, start - 1)[3] & WRAPPED:
        start -= 1
    while end < count and end - at < MAX_LINE_LENGTH and _row(screen, end - 1)[3] & WRAPPED:
        end += 1
    return start, end


def _parts(rows: Sequence[Row], texts: Sequence[str], line: int, start: int, end: int) -> tuple[tuple[int, Span], ...]:
    """Map characters of a line to cells of the rows it wraps over."""
    parts: list[tuple[int, Span]] = []
    for y, (row, plain) in enumerate(zip(rows, texts, strict=True)):
        first, last = max(start, 0), min(end, len(plain))
        if first < last:
            columns = range(len(plain) + 1) if row[0].isascii() else _columns(row, len(plain))
            parts.append((line + y, (columns[first], columns[last])))
        start, end = start - len(plain), end - len(plain)
    return tuple(parts)


def find_address_on_screen(screen: Screen, at: int, x: int) -> str | None:
    """The full URL at a cell, also when it wraps; rows count from the oldest of the scrollback."""
    start, end = _line_at(screen, at)
    return find_address_at([_row(screen, each) for each in range(start, end)], at - start, x)


def find_address_at(rows: Sequence[Row], y: int, x: int) -> str | None:
    """The URL at a cell of a line's rows, from a hyperlink or plain text; None for a URL that must not be opened."""
    row = rows[y]
    if x >= len(row[0]):
        return None
    link = row[2].decode_attributes(row[1][x]).link
    if link is not None:
        return sanitize_link(link.address)
    texts = [get_row_text(each) for each in rows]
    place = _count_characters_before(rows, y, x)
    for found in _ADDRESS.finditer("".join(texts)):
        address = _bare(found.group())
        if found.start() <= place < found.start() + len(address):
            return sanitize_link(address)
    return None


def find_path_on_screen(screen: Screen, at: int, x: int) -> FileReference | None:
    """The file that is named at a cell, also when the name wraps; a hyperlink's own file comes first."""
    start, end = _line_at(screen, at)
    rows = [_row(screen, each) for each in range(start, end)]
    row = rows[at - start]
    if x >= len(row[0]):
        return None
    link = row[2].decode_attributes(row[1][x]).link
    if link is not None:
        return read_file_address(link.address)
    return find_reference_at("".join(map(get_row_text, rows)), _count_characters_before(rows, at - start, x))


def _count_characters_before(rows: Sequence[Row], y: int, x: int) -> int:
    """How many characters of a line's text stand before a cell."""
    row = rows[y]
    return sum(len(get_row_text(each)) for each in rows[:y]) + len(get_row_text((row[0][:x], row[1][:x], row[2], 0)))


def _bare(address: str) -> str:
    """A URL without the punctuation of the surrounding sentence."""
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


def _columns(row: Row, length: int) -> Sequence[int]:
    """The cell in which each character of the row's text begins, followed by the end of the text."""
    columns: list[int] = []
    for x, cell in enumerate(row[0]):
        if cell != STUB:
            columns += [x] * len(row[2].decode_clusters(cell))
    columns += [len(row[0])] * (length + 1 - len(columns))
    return columns
