"""The screen: what is to be shown of it, by row for who draws it and by cell as in pyte, and its size."""

from collections.abc import Callable
from typing import Final

from pyte.charsets import LAT1_MAP

from octui.term.cursor import Cursor, Seen
from octui.term.grid.char import Cell
from octui.term.grid.grid import AUTOWRAP, INSERT, NEWLINE, ORIGIN, SHOWN
from octui.term.grid.resize import Resizing
from octui.term.grid.rows import COLUMN, FINISHED, OUTPUT, PROMPT, WRAPPED, Row, cut, spelled, text
from octui.term.grid.styles import DEFAULT, PLAIN, Step, Styles
from octui.term.pyte_compat import Buffer

LONGEST_HOLD: Final = 1.0
"""Seconds for which a synchronized update (mode 2026) may keep the frame before it."""

Bent = tuple[bool, bool, bool, int, Callable[[Row], None] | None, Row, int, int]
Hot = tuple[Cursor, int, int, str, list[Row], Styles, dict[str, str | Step], dict[str, str], Bent]
_PLAIN: list[str] = [""]


class Screen(Resizing):
    """A terminal's screen, fed by a `Stream`; what it shows holds still while a program updates it as one."""

    def _power_on(self) -> None:
        super()._power_on()
        self._held: list[Row] | None = None
        self._held_cursor: Seen | None = None
        self._held_since = 0.0
        self._asked: list[Row] = []

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.columns}, {self.lines})"

    @property
    def default_char(self) -> Cell:
        """A blank without attributes."""
        return Cell.of(" ", PLAIN)

    @property
    def shown(self) -> list[Row]:
        """The rows of the frame to show; not to be changed."""
        return self._rows if self._held is None or self.release_held(LONGEST_HOLD) else self._held

    def row(self, y: int) -> Row:
        """A row to show: the same object as long as nothing in it changes, and a key for what was made of it."""
        return self.shown[y]

    def changed(self) -> list[int]:
        """Which rows to show are not the objects they were when this was last asked."""
        before, now = self._asked, self.shown
        self._asked = now.copy()
        if len(before) != len(now):
            return list(range(len(now)))
        return [y for y, row in enumerate(now) if row is not before[y]]

    @property
    def seen_cursor(self) -> Seen:
        """The cursor of the frame to show."""
        shown = self.shown
        if shown is self._held and self._held_cursor is not None:
            return self._held_cursor
        return self._cursor_now()

    @property
    def display(self) -> list[str]:
        """The text of each line, as wide as the screen."""
        columns = self.columns
        return [spelled(row[0].ljust(columns), row[2]) for row in self.shown]

    @property
    def buffer(self) -> Buffer:
        """The cells as pyte has them."""
        return Buffer(lambda: self.shown, self._write_row, self.columns)

    def _write_row(self, y: int, row: Row) -> None:
        self._rows[y] = row

    def _cursor_now(self) -> Seen:
        cursor = self.cursor
        x = min(cursor.x, self.columns - 1)
        return Seen(x, cursor.y, not cursor.hidden and SHOWN in self.mode, cursor.shape, cursor.blinks)

    def debug(self, *args: int, **kwargs: bool) -> None:
        """Where sequences go that mean nothing here."""

    def hot(self) -> Hot:
        """What the fused loop holds in local variables: simple text and free movement are those no mode bends."""
        cursor, mode, margins, styles = self.cursor, self.mode, self.margins, self.styles
        last = self.lines - 1
        if self.sides is None:
            simple = (
                AUTOWRAP in mode
                and INSERT not in mode
                and self.joining is None
                and self.columns > 1
                and (self.g1_charset if self.charset else self.g0_charset) is LAT1_MAP
            )
            free = ORIGIN not in mode and NEWLINE not in mode and not self.guarded
        else:
            simple = free = False
        return (
            cursor,
            cursor.x,
            cursor.y,
            cursor.code,
            self._rows,
            styles,
            styles.steps[cursor.code],
            styles.cells,
            (
                simple,
                free,
                free and (margins is None or margins[0] == 0),
                last if margins is None else margins[1],
                None if self._rows is self._alternate else self.scrollback.push,
                self._blank,
                self.columns,
                last,
            ),
        )

    @property
    def plain(self) -> list[str]:
        """The codes of so many plain cells, shared by all rows."""
        while len(_PLAIN) <= self.columns:
            _PLAIN.append(DEFAULT * len(_PLAIN))
        return _PLAIN

    def _synchronize(self, on: bool) -> None:
        if not on:
            self._held = self._held_cursor = None
        elif self._held is None:
            self._held = self._rows.copy()
            self._held_cursor = self._cursor_now()
            self._held_since = self._clock()

    @property
    def held(self) -> bool:
        """Whether an older frame is shown than the one being made."""
        return self._held is not None

    def release_held(self, after: float = 0.0) -> bool:
        """Show the present if a frame was held for so many seconds; whoever draws asks, as nothing more may come."""
        if self._held is not None and self._clock() - self._held_since < after:
            return False
        self._held = self._held_cursor = None
        return True

    def clear(self) -> None:
        """Nothing on the screen and no scrollback, as when a person asks for it; the line with the cursor stays."""
        row = self._rows[self.cursor.y]
        self._rows[:] = [row, *[self._blank] * (self.lines - 1)]
        self.scrollback.clear()
        self.cursor.y = 0

    def lines_of(self, start: int, end: int) -> list[Row]:
        """Rows counted from the oldest of the scrollback on, through the screen."""
        above = len(self.scrollback)
        return [*self.scrollback[start : min(end, above)], *self.shown[max(0, start - above) : max(0, end - above)]]

    def text(self, start: int = 0, end: int | None = None) -> str:
        """The text of rows counted from the oldest of the scrollback on; lines that wrapped are whole."""
        end = len(self.scrollback) + self.lines if end is None else end
        return joined(self.lines_of(start, end))

    def last_output(self) -> str | None:
        """What the last command printed, where the shell marks it (OSC 133); None where there is no mark."""
        rows = self.lines_of(0, len(self.scrollback) + self.lines)
        start = next((at for at in range(len(rows) - 1, -1, -1) if rows[at][3] & OUTPUT), None)
        if start is None:
            return None
        for end in range(start, len(rows)):
            flags = rows[end][3]
            if flags & FINISHED and (end > start or flags >> COLUMN):
                row = cut(rows[end], flags >> COLUMN)
                return joined([*rows[start:end], row]).rstrip("\n")
            if flags & PROMPT and end > start:
                return joined(rows[start:end]).rstrip("\n")
        return joined(rows[start:]).rstrip("\n")


def joined(rows: list[Row]) -> str:
    """The text of rows, those that wrapped without a line break between them."""
    pieces: list[str] = []
    for row in rows:
        if row[3] & WRAPPED:
            pieces.append(text(row))
        else:
            pieces += (text(row).rstrip(" "), "\n")
    return "".join(pieces)
