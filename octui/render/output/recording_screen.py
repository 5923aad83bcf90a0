"""A screen for programs that print as if to a terminal; it records everything they print."""

import operator
from collections.abc import Iterator
from itertools import chain, dropwhile, islice, repeat
from typing import Final

from octui.term import Attributes, Row, Screen
from octui.term.events import Event
from octui.term.grid.grid import MAX_SIDE, ORIGIN, PRIVATE, Grid
from octui.term.grid.rows import WRAPPED, cut_row
from octui.term.grid.styles import DEFAULT, Styles

HEIGHT: Final = 100
"""Lines a program can move back over: more than any screen that programs assume."""
MAX_REPEATED: Final = 500
KEPT: Final = 4 * 1024 * 1024
"""Bytes of scrollback."""

_PAGE_MODES: Final = frozenset(mode << PRIVATE for mode in (47, 1047, 1049))
_ACCEPTED_MODES: Final = frozenset({ORIGIN, 1048 << PRIVATE})
"""The modes that a program may set: others do not matter for a record, and some would lose text or waste time."""


class RecordingGrid(Grid):
    """Rows of unlimited width that start without a colour; events of the program are dropped."""

    wrapped = False
    """Whether a line was ever longer than a row."""

    def __init__(self, kept: int) -> None:
        super().__init__(MAX_SIDE, HEIGHT, scrollback=kept, styles=Styles())

    def mark_wrapped(self, y: int) -> None:
        self.wrapped = True
        super().mark_wrapped(y)

    def make_blank_row(self) -> Row:
        """Without a colour: there is no right edge to fill up to."""
        return self.blank

    def emit_event(self, event: Event) -> None:
        """Printed text does not ring, copy or notify."""


class RecordingScreen(Screen):
    """A screen of unlimited width; what is cleared, or was on another screen, is kept in the scrollback.

    A program may move back and overwrite what it printed, as progress bars do. Clearing the screen starts a new page,
    and so does switching to or from the alternate screen: the record has no other place for them.
    """

    _is_alternate = False
    """Whether a terminal would show the alternate screen now."""

    def __init__(self, kept: int = KEPT) -> None:
        self._record = RecordingGrid(kept)
        super().__init__(MAX_SIDE, HEIGHT, grid=self._record)
        self.reports.is_answering = False

    def count_used_rows(self) -> int:
        """How many rows of the screen are used: up to the last one that is not empty."""
        rows = self.grid.rows
        # Most rows below it were never written, and no Python code looks at each of them.
        last = bytes(map(operator.is_not, rows, repeat(self.grid.blank))).rfind(1)
        while last >= 0 and _is_empty_row(rows[last]):
            last -= 1
        return last + 1

    def count_lines_before(self, rows: int) -> int:
        """How many lines come before the last `rows` rows, including those dropped from the scrollback."""
        kept = len(self.scrollback) + self.count_used_rows() - rows
        if not self._record.wrapped:
            return self.scrollback.dropped + kept
        above = islice(chain(self.scrollback, self.grid.rows), kept)
        return self.scrollback.dropped + sum(not row[3] & WRAPPED for row in above)

    def iter_lines_backwards(self) -> Iterator[list[Row]]:
        """The lines from the last to the first, each as its rows; empty lines at the end are skipped."""
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
        """Start a new page."""
        self.scrollback.push_rows(self.grid.rows[: self.count_used_rows()])
        self.grid.rows[:] = [self.grid.blank] * self.lines
        self.cursor.y = 0

    def reset(self) -> None:
        self.start_new_page()
        self._is_alternate = False
        super().reset()

    def erase_in_display(self, how: int = 0, *_: int, **__: bool) -> None:
        """Erases only below or above the cursor; nothing is protected."""
        if how == 2:
            self.start_new_page()
        elif how != 3:
            super().erase_in_display(how)

    def scroll_up(self, count: int | None = None, *_: int) -> None:
        """Scrolls no further than the used rows, or a few characters could create endless lines."""
        super().scroll_up(min(count or 1, max(1, self.count_used_rows())))

    def repeat_character(self, count: int | None = None, *_: int) -> None:
        """Repeats no more than the widest terminal shows, or a few characters could fill the whole record."""
        super().repeat_character(min(count or 1, MAX_REPEATED))

    def set_mode(self, *modes: int, private: bool = False) -> None:
        self._change_modes(modes, private, on=True)

    def reset_mode(self, *modes: int, private: bool = False) -> None:
        self._change_modes(modes, private, on=False)

    def _change_modes(self, modes: tuple[int, ...], private: bool, *, on: bool) -> None:
        for mode in modes:
            number = mode << PRIVATE if private else mode
            if number in _PAGE_MODES:
                if on is not self._is_alternate:
                    self._is_alternate = on
                    self.start_new_page()
                    self.cursor_position()
            elif number in _ACCEPTED_MODES and on:
                super().set_mode(number)
            elif number in _ACCEPTED_MODES:
                super().reset_mode(number)

    def bell(self) -> None:
        """Made visible, like all controls that print nothing."""
        self.draw("␇")

    def operating_system_command(self, text: str) -> None:
        """Only links matter to what is printed."""
        if text.startswith("8;"):
            super().operating_system_command(text)

    def device_control(self, text: str) -> None:
        """Ignored: status requests and images."""

    def report_window(self, what: int = 0, *_: int) -> None:
        """Ignored: there is no window."""

    def alignment_display(self) -> None:
        """Ignored: it would fill the screen."""

    def set_protected(self, how: int = 0, *_: int) -> None:
        """Ignored: everything can be erased."""

    def set_sides_or_save(self, *_: int) -> None:
        self.save_cursor()

    def fill_rectangle(self, *numbers: int) -> None:
        """Ignored: rectangles and columns of so wide a screen take long, and programs have no use for them here."""

    erase_rectangle = erase_rectangle_selectively = copy_rectangle = fill_rectangle

    def insert_columns(self, count: int | None = None, *_: int) -> None:
        """Ignored, like rectangles."""

    delete_columns = scroll_left = scroll_right = insert_columns

    def back_index(self) -> None:
        """Ignored, like rectangles."""

    forward_index = back_index


def _is_empty_row(row: Row) -> bool:
    return not row[0] or row[0].isspace()


def strip_fill_colour(row: Row) -> tuple[Row, Attributes | None]:
    """A row without the trailing blanks that only carry a background, and that background."""
    cells, codes, styles, flags = row
    if len(cells) < MAX_SIDE or flags & WRAPPED or codes[-1] == DEFAULT or cells[-1] != " ":
        return row, None
    end = max(len(cells.rstrip(" ")), len(codes.rstrip(codes[-1])))
    return cut_row(row, end), styles.decode_attributes(codes[-1])
