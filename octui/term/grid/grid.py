"""Screen state: rows, cursor, margins and modes, and scrolling."""

from collections.abc import Callable
from itertools import chain
from time import monotonic
from typing import Final

from pyte import charsets
from pyte import modes as pyte_modes
from pyte.screens import Margins

from octui.term.cursor import Cursor, SavedCursor
from octui.term.events import Event
from octui.term.grid.rows import WRAPPED, Row, find_used_codes, slice_cells, splice_cells
from octui.term.grid.scrollback import Scrollback
from octui.term.grid.styles import DEFAULT, Attributes, Link, Styles, share_styles

PRIVATE: Final = 5
"""DEC private modes are stored shifted by this many bits, next to ECMA-48 modes, as in pyte."""
AUTOWRAP: Final = pyte_modes.DECAWM
ORIGIN: Final = pyte_modes.DECOM
INSERT: Final = pyte_modes.IRM
NEWLINE: Final = pyte_modes.LNM
SHOWN: Final = pyte_modes.DECTCEM
SIDES: Final = 69 << PRIVATE
REVERSE_WRAP: Final = 45 << PRIVATE
"""Reverse wrap: backspace continues in the line above if that line wrapped."""
REVERSE_WRAP_FAR: Final = 1045 << PRIVATE
"""Extended reverse wrap: backspace continues in any line above, and from the top in the last line."""
REVERSING: Final = frozenset({REVERSE_WRAP, REVERSE_WRAP_FAR})
MORE_FIX: Final = 41 << PRIVATE
"""A tab while a wrap is pending wraps first."""
ALTERNATE_SCROLL: Final = 1007 << PRIVATE
INITIAL_MODES: Final = frozenset({AUTOWRAP, SHOWN, ALTERNATE_SCROLL})

SCROLLBACK: Final = 8 * 1024 * 1024
MAX_EVENTS: Final = 256
MAX_SIDE: Final = 2000
"""Maximum number of columns or lines."""
WIDE: Final = 132
"""The columns that a program may ask for (DECCOLM)."""


class Grid:
    """Rows of cells; `margins` is pyte's (None for the whole screen), `sides` are the columns set by DECSLRM."""

    def __init__(
        self,
        columns: int,
        lines: int,
        *,
        scrollback: int = SCROLLBACK,
        clock: Callable[[], float] = monotonic,
        styles: Styles | None = None,
    ) -> None:
        """`styles` is a table of its own, for a screen that is fed in another thread than it was made in."""
        self.columns = max(1, min(columns, MAX_SIDE))
        self.lines = max(1, min(lines, MAX_SIDE))
        self.scrollback = Scrollback(scrollback)
        self.events: list[Event] = []
        self.clock = clock
        self.marked_dirty: set[int] = set()
        self._dirty_rows: list[Row] = []
        self.styles = styles or share_styles()
        self.reset_state()

    def reset_state(self) -> None:
        """Reset everything but size and scrollback to the initial state."""
        self.cursor = Cursor(self.styles)
        self.blank: Row = ("", "", self.styles, 0)
        self.main_rows: list[Row] = [self.blank] * self.lines
        self.rows = self.main_rows
        self.alternate_rows: list[Row] | None = None
        self.margins: Margins | None = None
        self.sides: tuple[int, int] | None = None
        self.mode: set[int] = set(INITIAL_MODES)
        self.saved: SavedCursor | None = None
        self.saved_other: SavedCursor | None = None
        self.charset = 0
        self.g0_charset: str = charsets.LAT1_MAP
        self.g1_charset: str = charsets.LAT1_MAP
        self.tabstops: set[int] = set(range(8, self.columns, 8))
        self.link: Link | None = None
        self.joining: tuple[int, int, Row] | None = None
        self.wrap_due_at: tuple[int, int] | None = None
        self.last_text = ""
        self.is_guarded = False
        """Whether protected cells resist every erase (SPA), not only selective erases (DECSCA)."""
        self.dirty.update(range(self.lines))

    @property
    def dirty(self) -> set[int]:
        """Rows changed since this set was last cleared, as in pyte."""
        before, rows = self._dirty_rows, self.rows
        if len(before) != len(rows):
            self.marked_dirty = {y for y in self.marked_dirty if y < len(rows)} | set(range(len(rows)))
        else:
            self.marked_dirty.update(y for y, row in enumerate(rows) if row is not before[y])
        self._dirty_rows = rows.copy()
        return self.marked_dirty

    @property
    def is_alternate(self) -> bool:
        """Whether the alternate screen, which has no scrollback, is active."""
        return self.rows is self.alternate_rows

    @property
    def top(self) -> int:
        return self.margins.top if self.margins else 0

    @property
    def bottom(self) -> int:
        return self.margins.bottom if self.margins else self.lines - 1

    @property
    def left(self) -> int:
        return self.sides[0] if self.sides else 0

    @property
    def right(self) -> int:
        return self.sides[1] if self.sides else self.columns - 1

    def emit_event(self, event: Event) -> None:
        """Queue an event; consecutive duplicates are merged, and the oldest events are dropped first."""
        if self.events and self.events[-1] == event:
            return
        self.events.append(event)
        if len(self.events) > MAX_EVENTS:
            del self.events[0]

    def drain_events(self) -> list[Event]:
        """Return and clear the queued events."""
        events, self.events = self.events, []
        return events

    def get_column(self) -> int:
        """The cursor's column; the last column while a wrap is pending."""
        return self.cursor.x - 1 if self.is_wrap_due() else self.cursor.x

    def is_wrap_due(self) -> bool:
        """Whether a wrap is pending before the next character."""
        x = self.cursor.x
        return x >= self.columns or self.wrap_due_at == (x, self.cursor.y)

    def is_within_margins(self) -> bool:
        """Whether the cursor is within the margins on all sides."""
        return self.top <= self.cursor.y <= self.bottom and self.left <= self.get_column() <= self.right

    def make_blank_row(self) -> Row:
        """A row added by scrolling: blank, with the current background."""
        code = self.styles.encode_erased(self.cursor.code)
        if code == DEFAULT:
            return self.blank
        return (" " * self.columns, code * self.columns, self.styles, 0)

    def shift_rows_up(self, top: int, bottom: int, count: int = 1, *, keep: bool = True) -> None:
        """Scroll the rows from `top` to `bottom` up; on the main screen, rows leaving the top go to the scrollback."""
        rows = self.rows
        blank = self.make_blank_row()
        if self.sides:
            self._scroll_between(top, bottom, count, blank)
            return
        count = min(count, bottom - top + 1)
        if top == 0 and keep and not self.is_alternate:
            self.scrollback.push_rows(rows[:count])
        elif top > 0 and rows[top - 1][3] & WRAPPED:
            rows[top - 1] = self._unwrapped(rows[top - 1])
        del rows[top : top + count]
        rows[bottom + 1 - count : bottom + 1 - count] = [blank] * count
        self.marked_dirty.update(range(top, bottom + 1))

    def shift_rows_down(self, top: int, bottom: int, count: int = 1) -> None:
        """Scroll the rows from `top` to `bottom` down; rows that leave the region are lost."""
        rows = self.rows
        blank = self.make_blank_row()
        if self.sides:
            self._scroll_between(top, bottom, -count, blank)
            return
        count = min(count, bottom - top + 1)
        del rows[bottom + 1 - count : bottom + 1]
        rows[top:top] = [blank] * count
        if rows[bottom][3] & WRAPPED:
            rows[bottom] = self._unwrapped(rows[bottom])
        if top > 0 and rows[top - 1][3] & WRAPPED:
            rows[top - 1] = self._unwrapped(rows[top - 1])
        self.marked_dirty.update(range(top, bottom + 1))

    def _scroll_between(self, top: int, bottom: int, count: int, blank: Row) -> None:
        """Scroll the area between the left and right margins up, or down for a negative count."""
        left, end = self.left, self.right + 1
        before = self.rows[top : bottom + 1]
        for at, row in enumerate(before):
            source = at + count
            cells, codes = slice_cells(before[source] if 0 <= source < len(before) else blank, left, end)
            self.rows[top + at] = splice_cells(row, left, end, cells, codes)
        self.marked_dirty.update(range(top, bottom + 1))

    @staticmethod
    def _unwrapped(row: Row) -> Row:
        return (row[0], row[1], row[2], row[3] & ~WRAPPED)

    def set_pen(self, attributes: Attributes) -> None:
        """Set the attributes of text printed from now on."""
        self.make_room()
        self.cursor.attributes = attributes

    def make_room(self) -> None:
        """When the attribute table is full, start a new one with only the entries in use on the screen."""
        if not self.styles.full:
            return
        screens = (self.main_rows, self.alternate_rows or [])
        codes, clusters = find_used_codes(chain(*screens))
        used = self.styles.list_needed_codes(codes)
        if 2 * max(len(used), len(clusters)) > self.styles.size:
            # Most of it is in use: a new one would cost much, and soon be as full.
            self.styles.raise_limit(2 * self.styles.size)
            return
        pen = self.cursor.attributes
        self.styles = styles = self.styles.copy_used(used, clusters)
        self.blank = ("", "", styles, 0)
        for rows in screens:
            rows[:] = [(row[0], row[1], styles, row[3]) for row in rows]
        self.cursor.styles = styles
        self.cursor.attributes = pen

    def mark_wrapped(self, y: int) -> None:
        """Mark the line as continuing in the row below."""
        row = self.rows[y]
        self.rows[y] = (row[0], row[1], row[2], row[3] | WRAPPED)
