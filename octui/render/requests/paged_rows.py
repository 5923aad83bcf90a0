"""Rows of a text of any size, of which only the pages that were looked at last exist."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, overload

from textual.strip import Strip

from octui.render.text.segments import Line, make_strip

PAGE_LINES: Final = 64
PAGE_CHARACTERS: Final = 8_000
"""A page ends after so many lines or characters, whatever comes first."""

KEPT_PAGES: Final = 16

LARGE_PAGE: Final = 1_500
"""A page of more rows, as code in colours makes, takes too long to be laid out again for a key."""

Page = Callable[[], Iterable[Line]]
"""Lays out some of the rows: the same ones whenever it is called."""


class PagedRows(Sequence[Strip]):
    """The rows of all pages: each page is laid out to count its rows, and again when one of them is wanted.

    Only large pages are kept, and those that were looked at last.
    """

    def __init__(self, pages: Iterable[Page]) -> None:
        self._pages: list[Page] = []
        self._starts = array("Q", [0])
        self._large: dict[int, list[Strip]] = {}
        self._read_small_page = lru_cache(maxsize=KEPT_PAGES)(self._lay_out_page)
        for number, page in enumerate(pages):
            self._pages.append(page)
            rows = self._read_small_page(number)
            if len(rows) > LARGE_PAGE:
                self._large[number] = rows
            self._starts.append(self._starts[-1] + len(rows))

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> Strip: ...

    @overload
    def __getitem__(self, index: slice) -> list[Strip]: ...

    def __getitem__(self, index: int | slice) -> Strip | list[Strip]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        number = bisect_right(self._starts, at) - 1
        rows = self._large.get(number) or self._read_small_page(number)
        return rows[at - self._starts[number]]

    def _lay_out_page(self, number: int) -> list[Strip]:
        return [make_strip(line) for line in self._pages[number]()]
