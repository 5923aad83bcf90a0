"""What programs print on that believe in a terminal where there is none, and that loses nothing."""

from collections.abc import Iterator
from itertools import chain, dropwhile, islice
from typing import Final

from octui.term import Attributes, Row, Screen
from octui.term.events import Event
from octui.term.grid.grid import LARGEST, ORIGIN, PRIVATE, Grid
from octui.term.grid.rows import WRAPPED, cut
from octui.term.grid.styles import DEFAULT

HEIGHT: Final = 100
"""Lines up to which a program can go back: more than the screens that programs assume have."""
KEPT: Final = 4 * 1024 * 1024
"""Bytes of lines above them."""

_SHEETS: Final = frozenset(mode << PRIVATE for mode in (47, 1047, 1049))
_HEEDED: Final = frozenset({ORIGIN, 1048 << PRIVATE})
"""The modes that a program may set: others do nothing for a record, and some would lose text, or time."""


class RecordingGrid(Grid):
    """Rows as long as rows get, which begin without a colour; what a program announces is not kept."""

    wrapped = False
    """Whether a line was ever longer than a row."""

    def __init__(self, kept: int) -> None:
        super().__init__(LARGEST, HEIGHT, scrollback=kept)

    def mark_wrapped(self, y: int) -> None:
        self.wrapped = True
        super().mark_wrapped(y)

    def make_blank_row(self) -> Row:
        """Without a colour: there is no right edge up to which it would go."""
        return self.blank

    def emit_event(self, event: Event) -> None:
        """Nothing that was printed rings, copies or notifies."""


class RecordingScreen(Screen):
    """A screen whose lines are as long as lines get; what is cleared away, or was on another screen, is kept above.

    A program may go back and print over what it printed, as displays of progress do. A screen it clears is a new sheet,
    and so are the alternate screen and what comes after it: a record that is read later has no other place for them.
    """

    _apart = False
    """Whether this would be the alternate screen."""

    def __init__(self, kept: int = KEPT) -> None:
        self._record = RecordingGrid(kept)
        super().__init__(LARGEST, HEIGHT, grid=self._record)
        self.reports.is_answering = False

    def count_used_rows(self) -> int:
        """How many rows of the screen there are up to the last in which anything stands."""
        rows = self.grid.rows
        return next((y + 1 for y in range(len(rows) - 1, -1, -1) if not _is_empty_row(rows[y])), 0)

    def count_lines_before(self, rows: int) -> int:
        """How many lines there are but for those in the last `rows` rows, those included that are not kept."""
        kept = len(self.scrollback) + self.count_used_rows() - rows
        if not self._record.wrapped:
            return self.scrollback.dropped + kept
        above = islice(chain(self.scrollback, self.grid.rows), kept)
        return self.scrollback.dropped + sum(not row[3] & WRAPPED for row in above)

    def iter_lines_backwards(self) -> Iterator[list[Row]]:
        """The lines from the last one on, as the rows of each; empty ones at the end are left out."""
        line: list[Row] = []
        rows = chain(reversed(self.grid.rows[: self.count_used_rows()]), reversed(self.scrollback))
        for row in dropwhile(_is_empty_row, rows):
            if line and not row[3] & WRAPPED:
                yield line[::-1]
                line = []
            line.append(row)
        if line:
            yield line[::-1]

    def start_new_page(self) -> None:
        """Begin a new sheet."""
        self.scrollback.extend(self.grid.rows[: self.count_used_rows()])
        self.grid.rows[:] = [self.grid.blank] * self.lines
        self.cursor.y = 0

    def reset(self) -> None:
        self.start_new_page()
        self._apart = False
        super().reset()

    def erase_in_display(self, how: int = 0, *_: int, **__: bool) -> None:
        """Only what is below the cursor, or above it, goes; nothing is protected."""
        if how == 2:
            self.start_new_page()
        elif how != 3:
            super().erase_in_display(how)

    def scroll_up(self, count: int | None = None, *_: int) -> None:
        """No further than there is anything to scroll, or a few characters could make lines without end."""
        super().scroll_up(min(count or 1, max(1, self.count_used_rows())))

    def set_mode(self, *modes: int, private: bool = False) -> None:
        self._change_modes(modes, private, on=True)

    def reset_mode(self, *modes: int, private: bool = False) -> None:
        self._change_modes(modes, private, on=False)

    def _change_modes(self, modes: tuple[int, ...], private: bool, *, on: bool) -> None:
        for mode in modes:
            number = mode << PRIVATE if private else mode
            if number in _SHEETS:
                if on is not self._apart:
                    self._apart = on
                    self.start_new_page()
                    self.cursor_position()
            elif number in _HEEDED and on:
                super().set_mode(number)
            elif number in _HEEDED:
                super().reset_mode(number)

    def bell(self) -> None:
        """Shown, as all controls are that print nothing."""
        self.draw("␇")

    def operating_system_command(self, text: str) -> None:
        """Links alone are a matter of what is printed."""
        if text.startswith("8;"):
            super().operating_system_command(text)

    def device_control(self, text: str) -> None:
        """Questions, and pictures."""

    def window(self, what: int = 0, *_: int) -> None:
        """There is none."""

    def alignment_display(self) -> None:
        """Fills the screen."""

    def protect(self, how: int = 0, *_: int) -> None:
        """Everything can be erased."""

    def set_sides_or_save(self, *_: int) -> None:
        self.save_cursor()

    def fill_rectangle(self, *numbers: int) -> None:
        """Rectangles and columns of a screen as wide as this one take long, and programs have no use for them here."""

    erase_rectangle = erase_rectangle_selectively = copy_rectangle = fill_rectangle

    def insert_columns(self, count: int | None = None, *_: int) -> None:
        """As with rectangles."""

    delete_columns = scroll_left = scroll_right = insert_columns

    def back_index(self) -> None:
        """As with rectangles."""

    forward_index = back_index


def _is_empty_row(row: Row) -> bool:
    return not row[0] or row[0].isspace()


def strip_fill_colour(row: Row) -> tuple[Row, Attributes | None]:
    """A row without the blanks with which a program coloured the rest of it, and what it coloured it with."""
    cells, codes, styles, flags = row
    if len(cells) < LARGEST or flags & WRAPPED or codes[-1] == DEFAULT or cells[-1] != " ":
        return row, None
    end = max(len(cells.rstrip(" ")), len(codes.rstrip(codes[-1])))
    return cut(row, end), styles.look(codes[-1])
