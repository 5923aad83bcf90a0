"""Synchronized updates (mode 2026): the previous frame is displayed while a program draws the next one."""

from typing import Final

from octui.term.cursor import CursorState
from octui.term.grid.grid import SHOWN, Grid
from octui.term.grid.rows import Row

MAX_HOLD: Final = 1.0
"""Maximum time in seconds for which an update may hold the previous frame."""


class SynchronizedUpdate:
    """The displayed frame: the current grid, or the grid at the start of the update in progress."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.reset_state()

    def reset_state(self) -> None:
        self._rows: list[Row] | None = None
        self._cursor: CursorState | None = None
        self._since = 0.0

    @property
    def is_held(self) -> bool:
        """Whether an older frame is displayed during an update."""
        return self._rows is not None

    @property
    def rows(self) -> list[Row]:
        """The rows of the displayed frame; read-only."""
        return self.grid.rows if self._rows is None or self.release_frame(MAX_HOLD) else self._rows

    @property
    def cursor(self) -> CursorState:
        """The cursor of the displayed frame."""
        rows = self.rows
        if rows is self._rows and self._cursor is not None:
            return self._cursor
        return self._read_cursor()

    def set_synchronized(self, on: bool) -> None:
        """Hold the current frame, or release it."""
        if not on:
            self._rows = self._cursor = None
        elif self._rows is None:
            self._rows = self.grid.rows.copy()
            self._cursor = self._read_cursor()
            self._since = self.grid.clock()

    def release_frame(self, after: float = 0.0) -> bool:
        """Release a frame held for this many seconds; the renderer calls this, as no further output may arrive."""
        if self._rows is not None and self.grid.clock() - self._since < after:
            return False
        self._rows = self._cursor = None
        return True

    def _read_cursor(self) -> CursorState:
        cursor = self.grid.cursor
        x = min(cursor.x, self.grid.columns - 1)
        return CursorState(x, cursor.y, not cursor.hidden and SHOWN in self.grid.mode, cursor.shape, cursor.blinks)
