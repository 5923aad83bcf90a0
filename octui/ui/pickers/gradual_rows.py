"""The rows of a list and what a query leaves of them: thousands are built and searched a slice at a time."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from textual.widget import Widget

from octui.ui.pickers.rows import Line, PickerRow, SearchableRows
from octui.ui.screens.presence import has_widgets

BUILT_AT_ONCE: Final = 500
"""Rows that a generator is asked for before something else has its turn."""

GradualSource = Iterable[PickerRow | None]


class GradualRows:
    """Between two slices keys are handled, and the lines shown before stay; a list that is new fills.

    `source` returns a list, which is taken whole, or a generator, whose rows must not depend on what changes meanwhile;
    it may yield None for a pause. `show` gets the lines and the query that left them; `call_later` runs the next slice.
    """

    def __init__(
        self,
        source: Callable[[], GradualSource],
        show: Callable[[tuple[Line, ...], str], object],
        call_later: Callable[[Callable[[], object]], object],
    ) -> None:
        self._source = source
        self._show = show
        self._call_later = call_later
        self._searchable = SearchableRows(())
        self._query = ""
        self._building: Iterator[None] | None = None
        self._searching: Iterator[None] | None = None
        self._is_outdated = False
        self._is_scheduled = False
        self._is_filled = False

    @property
    def rows(self) -> tuple[PickerRow, ...]:
        """All rows built so far."""
        return self._searchable.rows

    @property
    def line_count(self) -> int:
        """How many lines all rows take, with their headings."""
        return len(self._searchable.all_lines)

    @property
    def is_answered(self) -> bool:
        """Whether what is shown is what the query leaves of all rows."""
        return self._is_filled and self._searching is None

    def reload_rows(self) -> None:
        """Ask the source again, once the rows being built now are complete."""
        if self._building is not None:
            self._is_outdated = True
            return
        self._building = self._build_rows()
        self._run_slice()

    def search_rows(self, query: str) -> None:
        """Show what the query leaves; it takes the place of an earlier one that is still under way."""
        self._query = query
        self._searching = self._search_rows()
        self._run_slice()

    def _run_slice(self) -> None:
        # What is typed comes first: the rows so far are searched before more are built.
        if self._searching is None and self._building is not None and _is_over(self._building):
            self._building = self._build_rows() if self._is_outdated else None
            self._is_outdated = False
        if self._searching is not None:
            next(self._searching, None)
        if (self._searching or self._building) and not self._is_scheduled:
            self._is_scheduled = True
            self._call_later(self._run_next_slice)

    def _run_next_slice(self) -> None:
        self._is_scheduled = False
        self._run_slice()

    def _build_rows(self) -> Iterator[None]:
        self._is_filled = bool(self.rows)
        source, rows = self._source(), list[PickerRow]()
        is_made = isinstance(source, Sequence)
        for row in source:
            if row is not None:
                rows.append(row)
            if not is_made and (row is None or len(rows) % BUILT_AT_ONCE == 0):
                if rows and not self.rows:
                    self._take_rows(rows)
                yield
        self._is_filled = True
        self._take_rows(rows)

    def _take_rows(self, rows: Sequence[PickerRow]) -> None:
        self._searchable = SearchableRows(rows)
        self._searching = self._search_rows()

    def _search_rows(self) -> Iterator[None]:
        query = self._query
        lines = yield from self._searchable.filter_in_slices(query)
        self._searching = None
        self._show(lines, query)


def run_in_turn(widget: Widget, work: Callable[[], object]) -> None:
    """Run it once what waits was handled, unless the widget was removed by then."""
    # What a widget posts to itself is handled at once: only the loop lets anything else come before.
    asyncio.get_running_loop().call_soon(widget.call_later, lambda: work() if has_widgets(widget) else None)


def _is_over(slices: Iterator[None]) -> bool:
    """Run the next one; whether it was the last."""
    return next(slices, slices) is slices
