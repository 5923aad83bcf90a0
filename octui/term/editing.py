"""Erasing, inserting and deleting (ECMA-48, DEC STD 070); erased cells keep only the current background colour."""

from octui.term.cursor_motion import CursorMotion
from octui.term.grid.grid import Grid
from octui.term.grid.rows import WRAPPED, Row, cut_row, slice_cells, splice_cells
from octui.term.grid.styles import DEFAULT
from octui.term.printing import Printer


class Editor:
    """A count of 0 means 1, and excess parameters are ignored."""

    def __init__(self, grid: Grid, motion: CursorMotion, printer: Printer) -> None:
        self.grid = grid
        self.motion = motion
        self.printer = printer

    def erase_in_line(self, how: int = 0, *_: int, private: bool = False) -> None:
        """EL: 0 from the cursor to the end, 1 up to the cursor, 2 all; `private` (DECSEL) keeps protected cells."""
        x, y = min(self.grid.get_column(), self.grid.columns - 1), self.grid.cursor.y
        if how in (0, 1, 2):
            start, end = ((x, self.grid.columns), (0, x + 1), (0, self.grid.columns))[how]
            self.erase_cells(y, start, end, keep=private or self.grid.is_guarded)

    def erase_in_display(self, how: int = 0, *_: int, private: bool = False) -> None:
        """ED: 0 from the cursor on, 1 up to it, 2 all, 3 the scrollback; `private` (DECSED) keeps protected cells."""
        y = self.grid.cursor.y
        if how == 0:
            self.erase_in_line(0, private=private)
            self._erase_rows(y + 1, self.grid.lines, private)
        elif how == 1:
            self._erase_rows(0, y, private)
            self.erase_in_line(1, private=private)
        elif how == 2:
            self._erase_rows(0, self.grid.lines, private)
        elif how == 3 and not private:
            self.grid.scrollback.clear_rows()
            self.grid.marked_dirty.update(range(self.grid.lines))

    def _erase_rows(self, start: int, end: int, keep: bool) -> None:
        if keep or self.grid.is_guarded:
            for y in range(start, end):
                self.erase_cells(y, 0, self.grid.columns, keep=True)
        elif start < end:
            self.grid.rows[start:end] = [self.grid.make_blank_row()] * (end - start)
        self.grid.marked_dirty.update(range(start, end))

    def erase_cells(self, y: int, start: int, end: int, *, keep: bool = False) -> None:
        """Erase cells of a row; with `keep`, those protected by DECSCA are kept."""
        row = self.grid.rows[y]
        if keep:
            self.grid.rows[y] = self._erased_unprotected(row, start, end)
            return
        code = self.grid.styles.encode_erased(self.grid.cursor.code)
        if code == DEFAULT and end >= len(row[0]):
            row = cut_row(row, start)
        else:
            row = splice_cells(row, start, end, " " * (end - start), code * (end - start))
        if end >= self.grid.columns and row[3] & WRAPPED:
            row = (row[0], row[1], row[2], row[3] & ~WRAPPED)
        self.grid.rows[y] = row
        self.grid.marked_dirty.add(y)

    def _erased_unprotected(self, row: Row, start: int, end: int) -> Row:
        if not row[0] or row[0].isspace():
            return row
        end = min(end, len(row[0]))
        codes, styles = row[1], row[2]
        protected = {code for code in set(codes) if styles.decode_attributes(code).protected}
        while start < end:
            stop = start
            while stop < end and codes[stop] not in protected:
                stop = stop + 1 if protected else end
            if stop > start:
                row = splice_cells(row, start, stop, " " * (stop - start), codes[start:stop])
            start = stop + 1
        return row

    def erase_characters(self, count: int | None = None, *_: int) -> None:
        """ECH."""
        x = min(self.grid.get_column(), self.grid.columns - 1)
        self.erase_cells(self.grid.cursor.y, x, min(x + (count or 1), self.grid.columns), keep=self.grid.is_guarded)

    def insert_characters(self, count: int | None = None, *_: int) -> None:
        """ICH: insert blanks at the cursor; cells pushed past the right margin are lost."""
        if self._within_sides():
            x, edge = self.grid.get_column(), self.grid.right + 1
            count = min(count or 1, edge - x)
            self.printer.shift_cells_right(x, edge, count)
            self.erase_cells(self.grid.cursor.y, x, x + count)
            self.motion.move_cursor(x, self.grid.cursor.y)

    def delete_characters(self, count: int | None = None, *_: int) -> None:
        """DCH: the following cells move left, and blanks enter at the right margin."""
        if self._within_sides():
            x, y, edge = self.grid.get_column(), self.grid.cursor.y, self.grid.right + 1
            count = min(count or 1, edge - x)
            row = self.grid.rows[y]
            cells, codes = slice_cells(row, x + count, edge)
            blanks = self.grid.styles.encode_erased(self.grid.cursor.code) * count
            self.grid.rows[y] = splice_cells(row, x, edge, cells + " " * count, codes + blanks)
            self.motion.move_cursor(x, y)

    def insert_lines(self, count: int | None = None, *_: int) -> None:
        """IL: within the margins; moves the cursor to the left margin."""
        if self.grid.is_within_margins():
            self.grid.shift_rows_down(self.grid.cursor.y, self.grid.bottom, count or 1)
            self.motion.move_cursor(self.grid.left, self.grid.cursor.y)

    def delete_lines(self, count: int | None = None, *_: int) -> None:
        """DL: within the margins; moves the cursor to the left margin."""
        if self.grid.is_within_margins():
            # Lines deleted by DL never enter the scrollback, not even from the top of the screen, unlike in scrolling.
            self.grid.shift_rows_up(self.grid.cursor.y, self.grid.bottom, count or 1, keep=False)
            self.motion.move_cursor(self.grid.left, self.grid.cursor.y)

    def scroll_up(self, count: int | None = None, *_: int) -> None:
        """SU."""
        self.grid.shift_rows_up(self.grid.top, self.grid.bottom, count or 1)

    def scroll_down(self, count: int | None = None, *rest: int) -> None:
        """SD; with five parameters it is highlight mouse tracking, which is not supported."""
        if len(rest) < 4:
            self.grid.shift_rows_down(self.grid.top, self.grid.bottom, count or 1)

    def insert_columns(self, count: int | None = None, *_: int) -> None:
        """DECIC: insert blanks at the cursor's column in every row within the margins."""
        self._shift_columns(count or 1)

    def delete_columns(self, count: int | None = None, *_: int) -> None:
        """DECDC."""
        self._shift_columns(-(count or 1))

    def scroll_left(self, count: int | None = None, *_: int) -> None:
        """SL."""
        self._shift_columns(-(count or 1), self.grid.left)

    def scroll_right(self, count: int | None = None, *_: int) -> None:
        """SR."""
        self._shift_columns(count or 1, self.grid.left)

    def back_index(self) -> None:
        """DECBI: move left one column; at the left margin the contents scroll right."""
        if self.grid.get_column() != self.grid.left:
            self.motion.move_cursor(max(self.grid.get_column() - 1, 0), self.grid.cursor.y)
        else:
            self._shift_columns(1)

    def forward_index(self) -> None:
        """DECFI: move right one column; at the right margin the contents scroll left."""
        if self.grid.get_column() != self.grid.right:
            self.motion.move_cursor(self.grid.get_column() + 1, self.grid.cursor.y)
        else:
            self._shift_columns(-1, self.grid.left)

    def _shift_columns(self, count: int, start: int | None = None) -> None:
        """Shift the columns from `start` to the right margin to the right, or left for a negative count."""
        if not self.grid.is_within_margins():
            return
        start = self.grid.get_column() if start is None else start
        edge = self.grid.right + 1
        size = min(abs(count), edge - start)
        code = self.grid.styles.encode_erased(self.grid.cursor.code)
        for y in range(self.grid.top, self.grid.bottom + 1):
            row = self.grid.rows[y]
            if count > 0:
                cells, codes = slice_cells(row, start, edge - size)
                cells, codes = " " * size + cells, code * size + codes
            else:
                cells, codes = slice_cells(row, start + size, edge)
                cells, codes = cells + " " * size, codes + code * size
            self.grid.rows[y] = splice_cells(row, start, edge, cells, codes)

    def alignment_display(self) -> None:
        """DECALN: fill the screen with E and reset the margins."""
        self.grid.margins = self.grid.sides = None
        row: Row = ("E" * self.grid.columns, DEFAULT * self.grid.columns, self.grid.styles, 0)
        self.grid.rows[:] = [row] * self.grid.lines
        self.motion.move_cursor(0, 0)
        self.grid.marked_dirty.update(range(self.grid.lines))

    def _within_sides(self) -> bool:
        return self.grid.left <= self.grid.get_column() <= self.grid.right
