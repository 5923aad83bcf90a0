"""State of copy mode, independent of the screen: the cursor, the view and the selection."""

from dataclasses import dataclass
from typing import Final

from octui.term import Row
from octui.term.grid.reflow import Place, reflow_rows
from octui.term.grid.rows import decode_cells, get_row_text
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.terminal.copy_mode.motions import (
    MOTIONS,
    Rows,
    find_cell_end,
    find_cell_start,
    find_line,
    is_continued,
    measure_row_width,
    move_down,
)

FARTHEST: Final = 1 << 30
"""Desired column after a motion to the end of a line: later vertical motions stay at line ends."""
MAX_TIMES: Final = 9999
_STEPS: Final = {"copy.down": 1, "copy.up": -1}
_PAGES: Final = {"copy.page.down": 1.0, "copy.half_page.down": 0.5, "copy.page.up": -1.0, "copy.half_page.up": -0.5}
_SCROLLS: Final = {"copy.scroll.down": 1, "copy.scroll.up": -1}
_IN_VIEW: Final = {"copy.view.top": 0.0, "copy.view.middle": 0.5, "copy.view.bottom": 1.0}
"""Copy mode commands and their distance: in rows, pages, rows, and as a share of the view."""

Stretch = tuple[Place, Place]
"""Half-open range of characters; columns count the characters of a row, not its cells."""


@dataclass(slots=True)
class CopyModeState:
    """Cursor and view of a reader; `top` is the first of `height` visible rows."""

    rows: Rows
    place: Place
    top: int
    height: int
    anchor: Place | None = None
    """The anchor of the selection, which extends to the cursor."""
    by_lines: bool = False
    times: int = 0
    """The count typed before a motion, which repeats it."""
    _wanted: int = 0
    _count: int = 0
    """Number of visible rows; the cursor can reach those up to the last with text, or up to where it started."""

    def __post_init__(self) -> None:
        self._count, self.rows = len(self.rows), _walked(self.rows, self.place.row)
        self.move_to(self.place)

    def press_key(self, key: str) -> bool:
        """Perform the motion of a copy mode command, extending any selection; returns False if it is not a motion."""
        if key.isdecimal() and key.isascii() and (self.times or key != "0"):
            self.times = min(self.times * 10 + int(key), MAX_TIMES)
            return True
        times, self.times = max(1, self.times), 0
        command_id = get_keymap().find_command_id(KeyContext.COPY_MODE, key)
        if command_id in _STEPS:
            self._climb(_STEPS[command_id] * times)
        elif command_id in _PAGES:
            self._turn(_PAGES[command_id], times)
        elif command_id in _SCROLLS:
            self.scroll_view(_SCROLLS[command_id] * times)
        elif command_id in _IN_VIEW:
            self.move_to(Place(self.top + round(_IN_VIEW[command_id] * (self.height - 1)), 0))
        elif command_id in MOTIONS:
            self._walk(command_id, times)
        else:
            return False
        return True

    def move_to(self, place: Place) -> None:
        """Move to a position, or the nearest with text, and scroll it into view."""
        self.place = self._near(place)
        self._wanted = self.place.column
        self._reveal()

    def scroll_view(self, rows: int) -> None:
        """Scroll the view; the cursor moves along when it would leave the view."""
        self.top = max(0, min(self.top + rows, self._last_top))
        row = max(self.top, min(self.place.row, self.top + self.height - 1))
        self.place = move_down(self.rows, self.place, row - self.place.row, self._wanted)

    def begin_selection(self, *, by_lines: bool) -> None:
        """Start a selection or switch it between lines and characters; repeating the same kind drops it."""
        if self.anchor is None:
            self.anchor, self.by_lines = self.place, by_lines
        elif self.by_lines == by_lines:
            self.drop_selection()
        else:
            self.by_lines = by_lines

    def drop_selection(self) -> None:
        """Clear the selection."""
        self.anchor = None

    def swap_ends(self) -> None:
        """Swap the cursor and the anchor of the selection."""
        if self.anchor is not None:
            here, there = self.place, self.anchor
            self.move_to(there)
            self.anchor = here

    def layout_rows(self, rows: Rows, columns: int, lines: int) -> list[Row]:
        """Rewrap all rows to at least two columns and return them; the cursor keeps its row in the view."""
        seen = self.place.row - self.top
        wrapped, place = reflow_rows(rows, columns, self.place)
        self._count, self.rows = len(wrapped), _walked(wrapped, place.row)
        if self.anchor is not None:
            self.anchor = self._near(reflow_rows(rows, columns, self.anchor)[1])
        self.height = lines
        self.place = self._near(place)
        self.top = min(self.place.row - min(seen, lines - 1), self._last_top)
        self.move_to(self.place)
        return wrapped

    def set_height(self, lines: int) -> None:
        """Set the number of rows in the view."""
        self.height = lines
        self.top = min(self.top, self._last_top)
        self._reveal()

    def get_selection_range(self) -> Stretch | None:
        """The selected range, including its last character or the rest of its last line."""
        if self.anchor is None:
            return None
        start, end = sorted((self.anchor, self.place))
        if self.by_lines:
            return self.expand_to_lines(start.row, end.row)
        return self._counted(start.row, start.column), self._counted(
            end.row, find_cell_end(self.rows[end.row], end.column)
        )

    def expand_to_lines(self, start: int, end: int) -> Stretch:
        """Extend these rows to complete lines."""
        start, end = find_line(self.rows, start)[0], find_line(self.rows, end)[1]
        return Place(start, 0), self._counted(end, measure_row_width(self.rows[end]))

    def _counted(self, row: int, column: int) -> Place:
        """Convert a cell to a number of characters before it."""
        cells, _, styles, _ = self.rows[row]
        return Place(row, len(decode_cells(cells[:column], styles)))

    def _walk(self, command_id: str, times: int) -> None:
        place, lead = self.place, MOTIONS[command_id]
        for _ in range(times):
            before, place = place, lead(self.rows, place)
            if place == before:
                break
        self.move_to(place)
        if command_id == "copy.line.end":
            self._wanted = FARTHEST

    def _climb(self, rows: int) -> None:
        self.place = move_down(self.rows, self.place, rows, self._wanted)
        self._reveal()

    def _turn(self, pages: float, times: int) -> None:
        """Move by pages that overlap by one row; the cursor keeps its row in the view until the text ends."""
        whole = max(1, self.height - 1) if abs(pages) == 1 else max(1, self.height // 2)
        rows = int(whole * times * (1 if pages > 0 else -1))
        self.top = max(0, min(self.top + rows, self._last_top))
        self._climb(rows)

    def _reveal(self) -> None:
        self.top = max(0, self.place.row - self.height + 1, min(self.top, self.place.row))

    @property
    def _last_top(self) -> int:
        return max(0, min(self._count - self.height, len(self.rows) - 1))

    def _near(self, place: Place) -> Place:
        """Clamp to a position with text; a position past the end of a wrapped row is the start of the next."""
        row = max(0, min(place.row, len(self.rows) - 1))
        if row == place.row and place.column >= len(self.rows[row][0]) and is_continued(self.rows, row):
            return Place(row + 1, 0)
        return Place(row, find_cell_start(self.rows[row], place.column))


def _walked(rows: Rows, row: int) -> Rows:
    """The rows up to the last one with text, and at least up to this one."""
    end = len(rows)
    while end > max(1, row + 1) and not get_row_text(rows[end - 1]).strip():
        end -= 1
    return rows[:end]
