"""Resizes a screen and reflows its lines."""

from itertools import islice, takewhile
from typing import Final

from octui.term.cursor_motion import CursorMotion
from octui.term.grid.grid import MAX_SIDE, Grid
from octui.term.grid.reflow import Place, reflow_rows
from octui.term.grid.rows import WRAPPED, Row, cut_row, move_to_styles

REFLOWED_AT_ONCE: Final = 400
"""Rows above the screen that a resize reflows: a few screens, in a few milliseconds. Older ones wait."""
SLICE_ROWS: Final = 250
"""Rows that `reflow_older` reflows at a time, in two or three milliseconds."""


class Resizer:
    """Lines and columns are clamped to the range from 1 to `MAX_SIDE`."""

    def __init__(self, grid: Grid, motion: CursorMotion) -> None:
        self.grid = grid
        self.motion = motion
        self.reset_state()

    def reset_state(self) -> None:
        self.columns_before: int | None = None
        """The width before a program requested 132 columns (DECCOLM)."""

    def resize_screen(self, lines: int | None = None, columns: int | None = None) -> bool:
        """Resize and reflow; lines that no longer fit move from the top of the screen to the scrollback.

        Rows far above the screen wait for `reflow_older`.

        The alternate screen is cropped or padded, as its program redraws it. Returns False when nothing changed.
        """
        lines = max(1, min(lines or self.grid.lines, MAX_SIDE))
        columns = max(1, min(columns or self.grid.columns, MAX_SIDE))
        if lines == self.grid.lines and columns == self.grid.columns:
            return False
        self.columns_before = None
        due = self.grid.cursor.x >= self.grid.columns
        main = self._saved_place() if self.grid.is_alternate else Place(self.grid.cursor.y, self.grid.cursor.x)
        place = self._resize_main(lines, columns, main)
        if self.grid.alternate_rows is not None:
            self._resize_alternate(lines, columns)
        self._fit_tabs(columns)
        self.grid.lines, self.grid.columns = lines, columns
        self.grid.margins = self.grid.sides = None
        if self.grid.is_alternate:
            self.motion.move_cursor(self.grid.cursor.x, self.grid.cursor.y)
            if self.grid.saved_other is not None:
                self.grid.saved_other = self.grid.saved_other._replace(x=place.column, y=place.row)
        else:
            self.motion.move_cursor(place.column, place.row)
            if due and place.column >= columns:
                self.grid.cursor.x = columns
        self.grid.marked_dirty.update(range(lines))
        return True

    def widen_screen(self, columns: int) -> None:
        """Change the width of an empty screen, without touching the scrollback."""
        self.grid.main_rows[:] = [self.grid.blank] * self.grid.lines
        if self.grid.alternate_rows is not None:
            self.grid.alternate_rows[:] = self.grid.main_rows
        self._fit_tabs(columns)
        self.grid.columns = columns
        self.grid.margins = self.grid.sides = None
        self.motion.move_cursor(0, 0)
        self.grid.marked_dirty.update(range(self.grid.lines))

    def _saved_place(self) -> Place:
        saved = self.grid.saved_other
        return Place(saved.y, saved.x) if saved else Place(0, 0)

    def _resize_main(self, lines: int, columns: int, place: Place) -> Place:
        """Reflow the main screen and what is just above it; returns the new position of the cell at `place`."""
        last = max((y for y, row in enumerate(self.grid.main_rows) if row[0] or row[3]), default=0)
        last = max(last, place.row)
        reflows = columns != self.grid.columns
        above = self._pop_lines(REFLOWED_AT_ONCE) if reflows else self.grid.scrollback.pop_rows(lines)
        rows = [*above, *self.grid.main_rows[: last + 1]]
        place = Place(place.row + len(above), place.column)
        if reflows:
            self.grid.scrollback.put_aside()
            rows, place = reflow_rows(rows, columns, place)
        top = max(0, len(rows) - lines)
        self.grid.scrollback.push_rows(rows[:top])
        self.grid.scrollback.count_pushed()
        screen = [move_to_styles(row, self.grid.styles) for row in rows[top:]]
        self.grid.main_rows[:] = [*screen, *[self.grid.blank] * (lines - len(screen))]
        return Place(max(0, place.row - top), place.column)

    def _pop_lines(self, count: int) -> list[Row]:
        """Take at least so many of the newest rows from the scrollback, from the beginning of a line on."""
        older = islice(reversed(self.grid.scrollback.rows), count, None)
        more = sum(1 for _ in takewhile(lambda row: row[3] & WRAPPED, older))
        return self.grid.scrollback.pop_rows(count + more)

    def reflow_older(self, count: int = SLICE_ROWS) -> bool:
        """Reflow some of the rows that still have an older width, the newest first; returns whether there are more."""
        scrollback = self.grid.scrollback
        waiting = scrollback.waiting
        start = max(0, len(waiting) - count)
        while start and waiting[start - 1][3] & WRAPPED:
            start -= 1
        rows, _ = reflow_rows(waiting[start:], self.grid.columns, Place(-1, 0))
        del waiting[start:]
        scrollback.put_back_rows(rows)
        scrollback.count_pushed()
        return bool(waiting)

    def _resize_alternate(self, lines: int, columns: int) -> None:
        rows = self.grid.alternate_rows or []
        excess = max(0, min(len(rows), self.grid.cursor.y + 1) - lines) if self.grid.is_alternate else 0
        rows = [cut_row(row, columns) if len(row[0]) > columns else row for row in rows[excess : excess + lines]]
        rows += [self.grid.blank] * (lines - len(rows))
        if self.grid.alternate_rows is not None:
            self.grid.alternate_rows[:] = rows
        if self.grid.is_alternate:
            self.grid.cursor.y -= excess

    def _fit_tabs(self, columns: int) -> None:
        self.grid.tabstops = {stop for stop in self.grid.tabstops if stop < columns}
        self.grid.tabstops.update(range(-(-self.grid.columns // 8) * 8, columns, 8))
