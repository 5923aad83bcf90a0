"""An immutable copy of a screen, which can be read while the program continues to write."""

from collections.abc import Sequence

from octui.term import Row, Screen
from octui.term.grid.grid import SHOWN


def collect_rows(screen: Screen) -> list[Row]:
    """All readable rows; the alternate screen has no scrollback."""
    return list(screen.shown) if screen.is_alternate else [*screen.scrollback.rows, *screen.shown]


def find_first_line(screen: Screen) -> int:
    """Number of the first of these rows, counted from the first row ever."""
    return screen.scrollback.dropped + (len(screen.scrollback) if screen.is_alternate else 0)


def freeze_rows(rows: Sequence[Row], first: int, columns: int, lines: int) -> Screen:
    """A read-only screen of these rows: the last `lines` visible, the others as scrollback, and no cursor."""
    lines = max(1, min(lines, len(rows)))
    above = len(rows) - lines
    screen = Screen(columns, lines)
    # Rows that are only read need no size accounting, which would be slow for many of them.
    screen.scrollback.rows.extend(rows[:above])
    screen.scrollback.dropped = first
    screen.shown[:] = rows[above:]
    screen.reset_mode(SHOWN)
    return screen
