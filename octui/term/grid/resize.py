"""Another size for a screen, and what becomes of its lines."""

from octui.term.grid.grid import LARGEST
from octui.term.grid.reflow import Place, reflowed
from octui.term.grid.rows import cut, moved
from octui.term.reports import RESIZES
from octui.term.xterm_handlers import Commands


class Resizing(Commands):
    """Lines and columns are at least 1, and at most `LARGEST`."""

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Another size: lines that had wrapped are wrapped anew; what does not fit goes to the scrollback from the top.

        The alternate screen is cut or padded, as the program on it draws it again by itself.
        """
        lines = max(1, min(lines or self.lines, LARGEST))
        columns = max(1, min(columns or self.columns, LARGEST))
        if lines == self.lines and columns == self.columns:
            return
        self._synchronize(False)
        self._columns_before = None
        due = self.cursor.x >= self.columns
        main = self._saved_place() if self.alternate else Place(self.cursor.y, self.cursor.x)
        place = self._resize_main(lines, columns, main)
        if self._alternate is not None:
            self._resize_alternate(lines, columns)
        self._fit_tabs(columns)
        self.lines, self.columns = lines, columns
        self.margins = self.sides = None
        if self.alternate:
            self._go(self.cursor.x, self.cursor.y)
            if self._saved_other is not None:
                self._saved_other = self._saved_other._replace(x=place.column, y=place.row)
        else:
            self._go(place.column, place.row)
            if due and place.column >= columns:
                self.cursor.x = columns
        self._dirty.update(range(lines))
        if self.has(RESIZES):
            self._report_size()

    def _widen(self, columns: int) -> None:
        self._main[:] = [self._blank] * self.lines
        if self._alternate is not None:
            self._alternate[:] = self._main
        self._fit_tabs(columns)
        self.columns = columns
        self.margins = self.sides = None
        self._go(0, 0)
        self._dirty.update(range(self.lines))

    def _saved_place(self) -> Place:
        saved = self._saved_other
        return Place(saved.y, saved.x) if saved else Place(0, 0)

    def _resize_main(self, lines: int, columns: int, place: Place) -> Place:
        """Lay out scrollback and main screen again; gives where the cell at `place` went."""
        last = max((y for y, row in enumerate(self._main) if row[0] or row[3]), default=0)
        last = max(last, place.row)
        rows = [*self.scrollback, *self._main[: last + 1]]
        above = len(self.scrollback)
        place = Place(place.row + above, place.column)
        if columns != self.columns:
            rows, place = reflowed(rows, columns, place)
        top = max(0, len(rows) - lines)
        self.scrollback.replace(rows[:top])
        screen = [moved(row, self.styles) for row in rows[top:]]
        self._main[:] = [*screen, *[self._blank] * (lines - len(screen))]
        return Place(max(0, place.row - top), place.column)

    def _resize_alternate(self, lines: int, columns: int) -> None:
        rows = self._alternate or []
        excess = max(0, min(len(rows), self.cursor.y + 1) - lines) if self.alternate else 0
        rows = [cut(row, columns) if len(row[0]) > columns else row for row in rows[excess : excess + lines]]
        rows += [self._blank] * (lines - len(rows))
        if self._alternate is not None:
            self._alternate[:] = rows
        if self.alternate:
            self.cursor.y -= excess

    def _fit_tabs(self, columns: int) -> None:
        self.tabstops = {stop for stop in self.tabstops if stop < columns}
        self.tabstops.update(range(-(-self.columns // 8) * 8, columns, 8))
