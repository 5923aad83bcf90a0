"""A screen that stands still: what it showed, to be read while the program goes on."""

from collections.abc import Sequence

from octui.term import Row, Screen
from octui.term.grid.grid import SHOWN


def collect_rows(screen: Screen) -> list[Row]:
    """All there is to read; a program on the alternate screen has nothing before it."""
    return list(screen.shown) if screen.is_alternate else [*screen.scrollback.rows, *screen.shown]


def find_first_line(screen: Screen) -> int:
    """The number of the first of these rows, counted from the first row ever."""
    return screen.scrollback.dropped + (len(screen.scrollback) if screen.is_alternate else 0)


def freeze_rows(rows: Sequence[Row], first: int, columns: int, lines: int) -> Screen:
    """A screen of these rows, the last `lines` on it and the others before, without a cursor, to be fed nothing."""
    lines = max(1, min(lines, len(rows)))
    above = len(rows) - lines
    screen = Screen(columns, lines)
    # Rows that are only read need not be counted, which for many would take long.
    screen.scrollback.rows.extend(rows[:above])
    screen.scrollback.dropped = first
    screen.shown[:] = rows[above:]
    screen.reset_mode(SHOWN)
    return screen
