"""Resizes a screen and reflows its lines."""

from octui.term.cursor_motion import CursorMotion
from octui.term.grid.grid import LARGEST, Grid
from octui.term.grid.reflow import Place, reflow_rows
from octui.term.grid.rows import cut_row, move_to_styles


class Resizer:
    """Lines and columns are clamped to the range from 1 to `LARGEST`."""

    def __init__(self, grid: Grid, motion: CursorMotion) -> None:
        self.grid = grid
        self.motion = motion
        self.reset_state()

    def reset_state(self) -> None:
        self.columns_before: int | None = None
        """The width before a program requested 132 columns (DECCOLM)."""

    def resize_screen(self, lines: int | None = None, columns: int | None = None) -> bool:
        """Resize and reflow; lines that no longer fit move from the top of the screen to the scrollback.

        The alternate screen is cropped or padded, as its program redraws it. Returns False when nothing changed.
        """
        lines = max(1, min(lines or self.grid.lines, LARGEST))
        columns = max(1, min(columns or self.grid.columns, LARGEST))
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
        """Reflow scrollback and main screen; returns the new position of the cell at `place`."""
        last = max((y for y, row in enumerate(self.grid.main_rows) if row[0] or row[3]), default=0)
        last = max(last, place.row)
        rows = [*self.grid.scrollback, *self.grid.main_rows[: last + 1]]
        above = len(self.grid.scrollback)
        place = Place(place.row + above, place.column)
        if columns != self.grid.columns:
            rows, place = reflow_rows(rows, columns, place)
        top = max(0, len(rows) - lines)
        self.grid.scrollback.replace_rows(rows[:top])
        screen = [move_to_styles(row, self.grid.styles) for row in rows[top:]]
        self.grid.main_rows[:] = [*screen, *[self.grid.blank] * (lines - len(screen))]
        return Place(max(0, place.row - top), place.column)

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
