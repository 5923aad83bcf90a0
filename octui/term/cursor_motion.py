"""Moving the cursor (ECMA-48 8.3, DEC STD 070 chapter 5): columns and lines count from 1, and 0 is 1."""

from bisect import bisect_left, bisect_right

from octui.term.cursor import Saved
from octui.term.grid.grid import AUTOWRAP, MORE_FIX, NEWLINE, ORIGIN, REVERSE_WRAP_FAR, REVERSING, Grid
from octui.term.grid.rows import WRAPPED


class Motion(Grid):
    """Cursor movement, tabs and line feeds; more parameters than a sequence has are ignored."""

    def _go(self, x: int, y: int) -> None:
        self.cursor.x = min(max(0, x), self.columns - 1)
        self.cursor.y = min(max(0, y), self.lines - 1)
        self._wrap_due = None

    def cursor_position(self, line: int | None = None, column: int | None = None, *_: int) -> None:
        """CUP, HVP: in origin mode within the margins and counted from them."""
        y, x = (line or 1) - 1, (column or 1) - 1
        if ORIGIN in self.mode:
            y = min(y + self.top, self.bottom)
            x = min(x + self.left, self.right)
        self._go(x, y)

    def cursor_to_column(self, column: int | None = None, *_: int) -> None:
        """CHA, HPA."""
        x = (column or 1) - 1
        if ORIGIN in self.mode:
            x = min(x + self.left, self.right)
        self._go(x, self.cursor.y)

    def cursor_to_line(self, line: int | None = None, *_: int) -> None:
        """VPA."""
        y = (line or 1) - 1
        if ORIGIN in self.mode:
            y = min(y + self.top, self.bottom)
        self._go(self._column(), y)

    def cursor_up(self, count: int | None = None, *_: int) -> None:
        """CUU: stops at the top margin if it begins below it."""
        y = self.cursor.y
        stop = self.top if y >= self.top else 0
        self._go(self._column(), max(stop, y - (count or 1)))

    def cursor_down(self, count: int | None = None, *_: int) -> None:
        """CUD: stops at the bottom margin if it begins above it."""
        y = self.cursor.y
        stop = self.bottom if y <= self.bottom else self.lines - 1
        self._go(self._column(), min(stop, y + (count or 1)))

    def cursor_up1(self, count: int | None = None, *_: int) -> None:
        """CPL."""
        self.cursor_up(count)
        self.carriage_return()

    def cursor_down1(self, count: int | None = None, *_: int) -> None:
        """CNL."""
        self.cursor_down(count)
        self.carriage_return()

    def cursor_forward(self, count: int | None = None, *_: int) -> None:
        """CUF: stops at the right margin if it begins left of it."""
        x = self._column()
        stop = self.right if x <= self.right else self.columns - 1
        self._go(min(stop, x + (count or 1)), self.cursor.y)

    def cursor_back(self, count: int | None = None, *_: int) -> None:
        """CUB: stops at the left margin if it begins right of it; with reverse wrap on it goes on in the line above."""
        x, y, count = self._column(), self.cursor.y, count or 1
        if AUTOWRAP not in self.mode or REVERSING.isdisjoint(self.mode):
            stop = self.left if x >= self.left else 0
            self._go(max(stop, x - count), y)
            return
        if self._due():
            # A wrap that is due is a place of its own to reverse wrap.
            count -= 1
        left, right = self.left if x >= self.left else 0, self.right
        width = right - left + 1
        top, bottom = (self.top, self.bottom) if self.top <= y <= self.bottom else (0, self.lines - 1)
        height = bottom - top + 1
        far = REVERSE_WRAP_FAR in self.mode
        while count > x - left:
            if not far and (y == top or not self._rows[y - 1][3] & WRAPPED):
                count = x - left
                break
            count -= x - left + 1
            count %= width * height
            x, y = right, bottom if y == top else y - 1
        self._go(x - count, y)

    def backspace(self) -> None:
        self.cursor_back(1)

    def carriage_return(self) -> None:
        x = self._column()
        self._go(self.left if x >= self.left or ORIGIN in self.mode else 0, self.cursor.y)

    def index(self) -> None:
        """IND: a line down; on the bottom margin the lines above move up instead."""
        x, y = self._column(), self.cursor.y
        if y != self.bottom:
            self._go(x, y + 1)
        elif self.left <= x <= self.right:
            self._scroll_up(self.top, self.bottom)
            self.cursor.x = x
            self._wrap_due = None

    def reverse_index(self) -> None:
        """RI: a line up; on the top margin the lines below move down instead."""
        x, y = self._column(), self.cursor.y
        if y != self.top:
            self._go(x, y - 1)
        elif self.left <= x <= self.right:
            self._scroll_down(self.top, self.bottom)

    def linefeed(self) -> None:
        """LF, VT, FF."""
        self.index()
        if NEWLINE in self.mode:
            self.carriage_return()

    def next_line(self) -> None:
        """NEL."""
        self.index()
        self.carriage_return()

    def tab(self) -> None:
        self.forward_tab(1)

    def forward_tab(self, count: int | None = None, *_: int) -> None:
        """HT, CHT: to the next tab stops, at most to the last column or right margin."""
        if MORE_FIX in self.mode and self._due():
            self._wrap()
        x = self._column()
        stop = self.right if x <= self.right else self.columns - 1
        stops = sorted(self.tabstops)
        at = bisect_right(stops, x) + (count or 1) - 1
        x = stops[at] if at < len(stops) else stop
        if not self._due():
            self._go(min(x, stop), self.cursor.y)

    def back_tab(self, count: int | None = None, *_: int) -> None:
        """CBT."""
        x = self._column()
        stop = self.left if ORIGIN in self.mode else 0
        stops = sorted(self.tabstops)
        at = bisect_left(stops, x) - (count or 1)
        x = stops[at] if at >= 0 else stop
        self._go(max(x, stop), self.cursor.y)

    def set_tab_stop(self) -> None:
        """HTS."""
        self.tabstops.add(self._column())

    def clear_tab_stop(self, how: int = 0, *_: int) -> None:
        """TBC: 0 the one here, 3 all."""
        if how == 0:
            self.tabstops.discard(self._column())
        elif how == 3:
            self.tabstops = set()

    def reset_tab_stops(self, how: int = 0, *_: int, private: bool = False) -> None:
        """DECST8C: one every eight columns again."""
        if private and how == 5:
            self.tabstops = set(range(8, self.columns, 8))

    def save_cursor(self, *_: int) -> None:
        """DECSC, SCOSC."""
        self.saved = Saved(
            self.cursor.x,
            self.cursor.y,
            self.cursor.attributes,
            self.g0_charset,
            self.g1_charset,
            self.charset,
            ORIGIN in self.mode,
            self._due(),
        )

    def restore_cursor(self, *_: int) -> None:
        """DECRC, SCORC: as often as one likes; home when nothing was saved."""
        saved = self.saved
        if saved is None:
            self.mode.discard(ORIGIN)
            self.charset = 0
            self._go(0, 0)
            return
        self.g0_charset, self.g1_charset, self.charset = saved.g0_charset, saved.g1_charset, saved.charset
        if saved.origin:
            self.mode.add(ORIGIN)
        else:
            self.mode.discard(ORIGIN)
        self._pen(saved.attributes)
        self._go(saved.x, saved.y)
        if saved.origin:
            self.cursor.y = min(max(self.top, self.cursor.y), self.bottom)
        if saved.x >= self.columns:
            self.cursor.x = self.columns
        elif saved.due and self.sides and saved.x == self.right + 1:
            self._wrap_due = (self.cursor.x, self.cursor.y)

    def ensure_hbounds(self) -> None:
        self._go(self.cursor.x, self.cursor.y)

    def ensure_vbounds(self, use_margins: bool | None = None) -> None:
        within = use_margins or ORIGIN in self.mode
        top, bottom = (self.top, self.bottom) if within else (0, self.lines - 1)
        self.cursor.y = min(max(top, self.cursor.y), bottom)

    def _wrap(self) -> None:
        """Go on in the next line."""
        if self.sides is None:
            self._mark_wrapped(self.cursor.y)
        self.carriage_return()
        self.index()

    def _mark_wrapped(self, y: int) -> None:
        row = self._rows[y]
        self._rows[y] = (row[0], row[1], row[2], row[3] | WRAPPED)
