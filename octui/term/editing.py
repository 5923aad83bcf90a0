"""Erasing, inserting and deleting (ECMA-48, DEC STD 070); what is erased keeps the background in force alone."""

from octui.term.grid.rows import WRAPPED, Row, cut, segment, splice
from octui.term.grid.styles import DEFAULT
from octui.term.printing import Printing


class Editing(Printing):
    """Counts of 0 are 1, and more parameters than a sequence has are ignored."""

    def erase_in_line(self, how: int = 0, *_: int, private: bool = False) -> None:
        """EL: 0 from the cursor on, 1 up to it, 2 all; with `private` (DECSEL) what is protected stays."""
        x, y = min(self._column(), self.columns - 1), self.cursor.y
        if how in (0, 1, 2):
            start, end = ((x, self.columns), (0, x + 1), (0, self.columns))[how]
            self._erase(y, start, end, keep=private or self.guarded)

    def erase_in_display(self, how: int = 0, *_: int, private: bool = False) -> None:
        """ED: 0 from the cursor on, 1 up to it, 2 all, 3 the scrollback; `private` (DECSED) keeps what is protected."""
        y = self.cursor.y
        if how == 0:
            self.erase_in_line(0, private=private)
            self._erase_rows(y + 1, self.lines, private)
        elif how == 1:
            self._erase_rows(0, y, private)
            self.erase_in_line(1, private=private)
        elif how == 2:
            self._erase_rows(0, self.lines, private)
        elif how == 3 and not private:
            self.scrollback.clear()
            self._dirty.update(range(self.lines))

    def _erase_rows(self, start: int, end: int, keep: bool) -> None:
        for y in range(start, end):
            if keep or self.guarded:
                self._erase(y, 0, self.columns, keep=True)
            else:
                self._rows[y] = self._blank_row()
        self._dirty.update(range(start, end))

    def _erase(self, y: int, start: int, end: int, *, keep: bool = False) -> None:
        """Make cells of a row blank; with `keep`, but for those that DECSCA protects."""
        row = self._rows[y]
        if keep:
            self._rows[y] = self._erased_unprotected(row, start, end)
            return
        code = self.styles.erased(self.cursor.code)
        if code == DEFAULT and end >= len(row[0]):
            row = cut(row, start)
        else:
            row = splice(row, start, end, " " * (end - start), code * (end - start))
        if end >= self.columns:
            row = (row[0], row[1], row[2], row[3] & ~WRAPPED)
        self._rows[y] = row
        self._dirty.add(y)

    def _erased_unprotected(self, row: Row, start: int, end: int) -> Row:
        if not row[0] or row[0].isspace():
            return row
        end = min(end, len(row[0]))
        codes, styles = row[1], row[2]
        protected = {code for code in set(codes) if styles.look(code).protected}
        while start < end:
            stop = start
            while stop < end and codes[stop] not in protected:
                stop = stop + 1 if protected else end
            if stop > start:
                row = splice(row, start, stop, " " * (stop - start), codes[start:stop])
            start = stop + 1
        return row

    def erase_characters(self, count: int | None = None, *_: int) -> None:
        """ECH."""
        x = min(self._column(), self.columns - 1)
        self._erase(self.cursor.y, x, min(x + (count or 1), self.columns), keep=self.guarded)

    def insert_characters(self, count: int | None = None, *_: int) -> None:
        """ICH: blanks at the cursor; what passes the right margin is lost."""
        if self._within_sides():
            x, edge = self._column(), self.right + 1
            count = min(count or 1, edge - x)
            self._shift_right(x, edge, count)
            self._erase(self.cursor.y, x, x + count)
            self._go(x, self.cursor.y)

    def delete_characters(self, count: int | None = None, *_: int) -> None:
        """DCH: what follows moves left, blanks come in at the right margin."""
        if self._within_sides():
            x, y, edge = self._column(), self.cursor.y, self.right + 1
            count = min(count or 1, edge - x)
            row = self._rows[y]
            cells, codes = segment(row, x + count, edge)
            blanks = self.styles.erased(self.cursor.code) * count
            self._rows[y] = splice(row, x, edge, cells + " " * count, codes + blanks)
            self._go(x, y)

    def insert_lines(self, count: int | None = None, *_: int) -> None:
        """IL: within the margins; the cursor goes to the left one."""
        if self._within():
            self._scroll_down(self.cursor.y, self.bottom, count or 1)
            self._go(self.left, self.cursor.y)

    def delete_lines(self, count: int | None = None, *_: int) -> None:
        """DL: within the margins; the cursor goes to the left one."""
        if self._within():
            # What DL removes is gone, also from the top of the screen, where scrolling would keep it.
            self._scroll_up(self.cursor.y, self.bottom, count or 1, keep=False)
            self._go(self.left, self.cursor.y)

    def scroll_up(self, count: int | None = None, *_: int) -> None:
        """SU."""
        self._scroll_up(self.top, self.bottom, count or 1)

    def scroll_down(self, count: int | None = None, *rest: int) -> None:
        """SD; with five parameters it is a way of tracking the mouse, which is not supported."""
        if len(rest) < 4:
            self._scroll_down(self.top, self.bottom, count or 1)

    def insert_columns(self, count: int | None = None, *_: int) -> None:
        """DECIC: blanks at the cursor in every row within the margins."""
        self._shift_columns(count or 1)

    def delete_columns(self, count: int | None = None, *_: int) -> None:
        """DECDC."""
        self._shift_columns(-(count or 1))

    def scroll_left(self, count: int | None = None, *_: int) -> None:
        """SL."""
        self._shift_columns(-(count or 1), self.left)

    def scroll_right(self, count: int | None = None, *_: int) -> None:
        """SR."""
        self._shift_columns(count or 1, self.left)

    def back_index(self) -> None:
        """DECBI: a column left; on the left margin everything moves right."""
        if self._column() != self.left:
            self._go(max(self._column() - 1, 0), self.cursor.y)
        else:
            self._shift_columns(1)

    def forward_index(self) -> None:
        """DECFI: a column right; on the right margin everything moves left."""
        if self._column() != self.right:
            self._go(self._column() + 1, self.cursor.y)
        else:
            self._shift_columns(-1, self.left)

    def _shift_columns(self, count: int, start: int | None = None) -> None:
        """Move the columns from `start` (the cursor's) to the right margin right, or left for a negative count."""
        if not self._within():
            return
        start = self._column() if start is None else start
        edge = self.right + 1
        size = min(abs(count), edge - start)
        code = self.styles.erased(self.cursor.code)
        for y in range(self.top, self.bottom + 1):
            row = self._rows[y]
            if count > 0:
                cells, codes = segment(row, start, edge - size)
                cells, codes = " " * size + cells, code * size + codes
            else:
                cells, codes = segment(row, start + size, edge)
                cells, codes = cells + " " * size, codes + code * size
            self._rows[y] = splice(row, start, edge, cells, codes)

    def alignment_display(self) -> None:
        """DECALN: a screen of E, without margins."""
        self.margins = self.sides = None
        row: Row = ("E" * self.columns, DEFAULT * self.columns, self.styles, 0)
        self._rows[:] = [row] * self.lines
        self._go(0, 0)
        self._dirty.update(range(self.lines))

    def _within_sides(self) -> bool:
        return self.left <= self._column() <= self.right
