"""Synchronized updates (mode 2026): while a program makes a frame, the one before it is shown."""

from typing import Final

from octui.term.cursor import CursorState
from octui.term.grid.grid import SHOWN, Grid
from octui.term.grid.rows import Row

LONGEST_HOLD: Final = 1.0
"""Seconds for which an update may keep the frame before it."""


class SynchronizedUpdate:
    """The frame to show: the grid as it is, or as it was when the update under way began."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.reset_state()

    def reset_state(self) -> None:
        self._rows: list[Row] | None = None
        self._cursor: CursorState | None = None
        self._since = 0.0

    @property
    def is_held(self) -> bool:
        """Whether an older frame is shown than the one being made."""
        return self._rows is not None

    @property
    def rows(self) -> list[Row]:
        """The rows of the frame to show; not to be changed."""
        return self.grid.rows if self._rows is None or self.release_frame(LONGEST_HOLD) else self._rows

    @property
    def cursor(self) -> CursorState:
        """The cursor of the frame to show."""
        rows = self.rows
        if rows is self._rows and self._cursor is not None:
            return self._cursor
        return self._read_cursor()

    def set_synchronized(self, on: bool) -> None:
        """Hold the present frame, or release it."""
        if not on:
            self._rows = self._cursor = None
        elif self._rows is None:
            self._rows = self.grid.rows.copy()
            self._cursor = self._read_cursor()
            self._since = self.grid.clock()

    def release_frame(self, after: float = 0.0) -> bool:
        """Show the present if a frame was held for so many seconds; whoever draws asks, as nothing more may come."""
        if self._rows is not None and self.grid.clock() - self._since < after:
            return False
        self._rows = self._cursor = None
        return True

    def _read_cursor(self) -> CursorState:
        cursor = self.grid.cursor
        x = min(cursor.x, self.grid.columns - 1)
        return CursorState(x, cursor.y, not cursor.hidden and SHOWN in self.grid.mode, cursor.shape, cursor.blinks)
