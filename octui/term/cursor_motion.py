"""Cursor movement (ECMA-48 8.3, DEC STD 070 chapter 5): columns and lines count from 1, and 0 means 1."""

from bisect import bisect_left

from octui.term.cursor import SavedCursor
from octui.term.grid.grid import AUTOWRAP, MORE_FIX, NEWLINE, ORIGIN, REVERSE_WRAP_FAR, REVERSING, Grid
from octui.term.grid.rows import WRAPPED


class CursorMotion:
    """Cursor movement, tabs and line feeds; excess parameters of a sequence are ignored."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    def move_cursor(self, x: int, y: int) -> None:
        self.grid.cursor.x = min(max(0, x), self.grid.columns - 1)
        self.grid.cursor.y = min(max(0, y), self.grid.lines - 1)
        self.grid.wrap_due_at = None

    def cursor_position(self, line: int | None = None, column: int | None = None, *_: int) -> None:
        """CUP, HVP: in origin mode relative to the margins and confined to them."""
        y, x = (line or 1) - 1, (column or 1) - 1
        if ORIGIN in self.grid.mode:
            y = min(y + self.grid.top, self.grid.bottom)
            x = min(x + self.grid.left, self.grid.right)
        self.move_cursor(x, y)

    def cursor_to_column(self, column: int | None = None, *_: int) -> None:
        """CHA, HPA."""
        x = (column or 1) - 1
        if ORIGIN in self.grid.mode:
            x = min(x + self.grid.left, self.grid.right)
        self.move_cursor(x, self.grid.cursor.y)

    def cursor_to_line(self, line: int | None = None, *_: int) -> None:
        """VPA."""
        y = (line or 1) - 1
        if ORIGIN in self.grid.mode:
            y = min(y + self.grid.top, self.grid.bottom)
        self.move_cursor(self.grid.get_column(), y)

    def cursor_up(self, count: int | None = None, *_: int) -> None:
        """CUU: stops at the top margin if it starts below it."""
        y = self.grid.cursor.y
        stop = self.grid.top if y >= self.grid.top else 0
        self.move_cursor(self.grid.get_column(), max(stop, y - (count or 1)))

    def cursor_down(self, count: int | None = None, *_: int) -> None:
        """CUD: stops at the bottom margin if it starts above it."""
        y = self.grid.cursor.y
        stop = self.grid.bottom if y <= self.grid.bottom else self.grid.lines - 1
        self.move_cursor(self.grid.get_column(), min(stop, y + (count or 1)))

    def cursor_up1(self, count: int | None = None, *_: int) -> None:
        """CPL."""
        self.cursor_up(count)
        self.carriage_return()

    def cursor_down1(self, count: int | None = None, *_: int) -> None:
        """CNL."""
        self.cursor_down(count)
        self.carriage_return()

    def cursor_forward(self, count: int | None = None, *_: int) -> None:
        """CUF: stops at the right margin if it starts left of it."""
        x = self.grid.get_column()
        stop = self.grid.right if x <= self.grid.right else self.grid.columns - 1
        self.move_cursor(min(stop, x + (count or 1)), self.grid.cursor.y)

    def cursor_back(self, count: int | None = None, *_: int) -> None:
        """CUB: stops at the left margin if it starts right of it; with reverse wrap it continues in the line above."""
        x, y, count = self.grid.get_column(), self.grid.cursor.y, count or 1
        if AUTOWRAP not in self.grid.mode or REVERSING.isdisjoint(self.grid.mode):
            stop = self.grid.left if x >= self.grid.left else 0
            self.move_cursor(max(stop, x - count), y)
            return
        if self.grid.is_wrap_due():
            # Reverse wrap counts the pending-wrap state as a position.
            count -= 1
        left, right = self.grid.left if x >= self.grid.left else 0, self.grid.right
        width = right - left + 1
        top, bottom = (
            (self.grid.top, self.grid.bottom) if self.grid.top <= y <= self.grid.bottom else (0, self.grid.lines - 1)
        )
        height = bottom - top + 1
        far = REVERSE_WRAP_FAR in self.grid.mode
        while count > x - left:
            if not far and (y == top or not self.grid.rows[y - 1][3] & WRAPPED):
                count = x - left
                break
            count -= x - left + 1
            count %= width * height
            x, y = right, bottom if y == top else y - 1
        self.move_cursor(x - count, y)

    def backspace(self) -> None:
        self.cursor_back(1)

    def carriage_return(self) -> None:
        x = self.grid.get_column()
        self.move_cursor(self.grid.left if x >= self.grid.left or ORIGIN in self.grid.mode else 0, self.grid.cursor.y)

    def index(self) -> None:
        """IND: move down a line; at the bottom margin scroll up instead."""
        x, y = self.grid.get_column(), self.grid.cursor.y
        if y != self.grid.bottom:
            self.move_cursor(x, y + 1)
        elif self.grid.left <= x <= self.grid.right:
            self.grid.shift_rows_up(self.grid.top, self.grid.bottom)
            self.grid.cursor.x = x
            self.grid.wrap_due_at = None

    def reverse_index(self) -> None:
        """RI: move up a line; at the top margin scroll down instead."""
        x, y = self.grid.get_column(), self.grid.cursor.y
        if y != self.grid.top:
            self.move_cursor(x, y - 1)
        elif self.grid.left <= x <= self.grid.right:
            self.grid.shift_rows_down(self.grid.top, self.grid.bottom)

    def linefeed(self) -> None:
        """LF, VT, FF."""
        self.index()
        if NEWLINE in self.grid.mode:
            self.carriage_return()

    def next_line(self) -> None:
        """NEL."""
        self.index()
        self.carriage_return()

    def tab(self) -> None:
        self.forward_tab(1)

    def forward_tab(self, count: int | None = None, *_: int) -> None:
        """HT, CHT: advance by tab stops, at most to the last column or right margin."""
        if self.grid.is_wrap_due():
            if MORE_FIX not in self.grid.mode:
                return
            self.wrap_line()
        grid = self.grid
        x, right, stops = grid.cursor.x, grid.right, grid.tabstops
        stop = right if x <= right else grid.columns - 1
        for _step in range(min(count or 1, stop - x)):
            x += 1
            while x < stop and x not in stops:
                x += 1
        grid.cursor.x = min(x, stop)
        grid.wrap_due_at = None

    def back_tab(self, count: int | None = None, *_: int) -> None:
        """CBT."""
        x = self.grid.get_column()
        stop = self.grid.left if ORIGIN in self.grid.mode else 0
        stops = sorted(self.grid.tabstops)
        at = bisect_left(stops, x) - (count or 1)
        x = stops[at] if at >= 0 else stop
        self.move_cursor(max(x, stop), self.grid.cursor.y)

    def set_tab_stop(self) -> None:
        """HTS."""
        self.grid.tabstops.add(self.grid.get_column())

    def clear_tab_stop(self, how: int = 0, *_: int) -> None:
        """TBC: 0 clears the tab stop at the cursor, 3 clears all."""
        if how == 0:
            self.grid.tabstops.discard(self.grid.get_column())
        elif how == 3:
            self.grid.tabstops = set()

    def reset_tab_stops(self, how: int = 0, *_: int, private: bool = False) -> None:
        """DECST8C: reset the tab stops to every eight columns."""
        if private and how == 5:
            self.grid.tabstops = set(range(8, self.grid.columns, 8))

    def save_cursor(self, *_: int) -> None:
        """DECSC, SCOSC."""
        self.grid.saved = SavedCursor(
            self.grid.cursor.x,
            self.grid.cursor.y,
            self.grid.cursor.attributes,
            self.grid.g0_charset,
            self.grid.g1_charset,
            self.grid.charset,
            ORIGIN in self.grid.mode,
            self.grid.is_wrap_due(),
        )

    def restore_cursor(self, *_: int) -> None:
        """DECRC, SCORC: restore the saved state, any number of times; home the cursor when nothing was saved."""
        saved = self.grid.saved
        if saved is None:
            self.grid.mode.discard(ORIGIN)
            self.grid.charset = 0
            self.move_cursor(0, 0)
            return
        self.grid.g0_charset, self.grid.g1_charset, self.grid.charset = (
            saved.g0_charset,
            saved.g1_charset,
            saved.charset,
        )
        if saved.origin:
            self.grid.mode.add(ORIGIN)
        else:
            self.grid.mode.discard(ORIGIN)
        self.grid.set_pen(saved.attributes)
        self.move_cursor(saved.x, saved.y)
        if saved.origin:
            self.grid.cursor.y = min(max(self.grid.top, self.grid.cursor.y), self.grid.bottom)
        if saved.x >= self.grid.columns:
            self.grid.cursor.x = self.grid.columns
        elif saved.due and self.grid.sides and saved.x == self.grid.right + 1:
            self.grid.wrap_due_at = (self.grid.cursor.x, self.grid.cursor.y)

    def ensure_hbounds(self) -> None:
        self.move_cursor(self.grid.cursor.x, self.grid.cursor.y)

    def ensure_vbounds(self, use_margins: bool | None = None) -> None:
        within = use_margins or ORIGIN in self.grid.mode
        top, bottom = (self.grid.top, self.grid.bottom) if within else (0, self.grid.lines - 1)
        self.grid.cursor.y = min(max(top, self.grid.cursor.y), bottom)

    def wrap_line(self) -> None:
        """Continue on the next line."""
        if self.grid.sides is None:
            self.grid.mark_wrapped(self.grid.cursor.y)
        self.carriage_return()
        self.index()
