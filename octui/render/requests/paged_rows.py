"""Rows of a text of any size, of which only the pages that were looked at last exist."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from textual.strip import Strip

from octui.render.lazy_sequence import NUMBER
from octui.render.text.segments import Line, make_strip

PAGE_LINES: Final = 128
PAGE_CHARACTERS: Final = 8_000
"""A page ends after so many lines or characters, whatever comes first."""

KEPT_PAGES: Final = 16

COUNTED_ROWS: Final = 128
"""So many rows from the beginning are counted at once; most texts have fewer."""

_UNKNOWN: Final = -1

Page = Callable[[], Iterable[Line]]
"""Lays out some of the rows: the same ones whenever it is called."""


class RowPlace(NamedTuple):
    """Where a row is; places are in the order of the rows."""

    page: int = 0
    row: int = 0


FIRST_ROW: Final = RowPlace()


class RowCount(NamedTuple):
    number: int
    is_exact: bool = True
    """Otherwise it is an estimate: to count rows, they have to be laid out."""


class PagedRows:
    """The rows of all pages. A page is laid out when one of its rows is wanted, and only then are its rows counted."""

    def __init__(self, pages: Sequence[Page], required_pages: int | None = None) -> None:
        """The rows of the first `required_pages` pages have to be read; by default all have to be."""
        self._pages = pages
        self._row_counts = array(NUMBER, [_UNKNOWN]) * len(pages)
        self._kept: dict[int, list[Strip]] = {}
        """The pages that were read last, the oldest first."""
        self.count_up_to(COUNTED_ROWS)
        self.last = self._find_last_row(len(pages))
        """The last row; where there is none, the place of the first."""
        self.last_required = self.last if required_pages is None else self._find_last_row(required_pages)

    def iter_rows(self, start: RowPlace = FIRST_ROW) -> Iterator[tuple[RowPlace, Strip]]:
        """The rows from a place on, each with its own place."""
        first = start.row
        for page in range(start.page, len(self._pages)):
            for row, strip in enumerate(self._read_page(page)[first:], first):
                yield RowPlace(page, row), strip
            first = 0

    def step_place(self, place: RowPlace, by: int) -> RowPlace:
        """The place so many rows below, or above where `by` is negative, as far as there are any."""
        page, row = place.page, place.row + by
        while row < 0 and page > 0:
            page -= 1
            row += self._count_page(page)
        while page < self.last.page and row >= self._count_page(page):
            row -= self._count_page(page)
            page += 1
        return min(RowPlace(page, max(0, row)), self.last)

    def count_up_to(self, most: int) -> int:
        """How many rows there are, or `most` if there are more."""
        number = 0
        for page in range(len(self._pages)):
            if number >= most:
                return most
            number += self._count_page(page)
        return min(number, most)

    def count_above(self, place: RowPlace) -> RowCount:
        """How many rows come before a place."""
        before = self._count_pages(0, place.page)
        return RowCount(max(before.number, not before.is_exact) + place.row, before.is_exact)

    def count_below(self, place: RowPlace) -> RowCount:
        """How many rows follow the one at a place."""
        if place >= self.last:
            return RowCount(0)
        after = self._count_pages(place.page + 1, len(self._pages))
        return RowCount(max(1, self._count_page(place.page) - place.row - 1 + after.number), after.is_exact)

    def _find_last_row(self, page_count: int) -> RowPlace:
        page = next((page for page in reversed(range(page_count)) if self._count_page(page)), 0)
        return RowPlace(page, max(0, self._count_page(page) - 1) if page_count else 0)

    def _count_page(self, page: int) -> int:
        count = self._row_counts[page]
        return len(self._read_page(page)) if count == _UNKNOWN else count

    def _count_pages(self, start: int, end: int) -> RowCount:
        """The rows of some pages; one that was never laid out is taken for as long as the longest known one."""
        counts = self._row_counts[start:end]
        unknown = counts.count(_UNKNOWN)
        known = sum(counts) + unknown
        if not unknown:
            return RowCount(known)
        # The pages counted first are often at the end of something, with only what was left for them.
        return RowCount(known + unknown * max(self._row_counts), is_exact=False)

    def _read_page(self, page: int) -> list[Strip]:
        strips = self._kept.pop(page, None)
        if strips is None:
            strips = [make_strip(line) for line in self._pages[page]()]
            self._row_counts[page] = len(strips)
            if len(self._kept) >= KEPT_PAGES:
                del self._kept[next(iter(self._kept))]
        self._kept[page] = strips
        return strips
