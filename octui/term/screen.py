"""The screen: its displayed frame, by row for rendering and by cell as in pyte, and its size."""

from collections.abc import Callable
from time import monotonic

from pyte.screens import Margins

from octui.term.cursor import Cursor, CursorState, SavedCursor
from octui.term.events import Event
from octui.term.grid.char import Cell
from octui.term.grid.grid import INSERT, NEWLINE, ORIGIN, SCROLLBACK, WIDE, Grid
from octui.term.grid.rows import OUTPUT, Row, decode_cells, join_rows
from octui.term.grid.scrollback import Scrollback
from octui.term.grid.styles import DEFAULT, PLAIN, Styles
from octui.term.handlers import Handlers
from octui.term.modes import Mouse
from octui.term.printing import Translation
from octui.term.pyte_compat import Buffer
from octui.term.shell_marks import ShellCommand, find_failed_command, find_output, has_status_marks

FastPathModes = tuple[int, Translation, bool, bool, int, Callable[[Row], None] | None, Row, int, int]
HotState = tuple[Cursor, int, int, str, list[Row], Styles, dict[str, str], Callable[[str], str | None], FastPathModes]
_PLAIN: list[str] = [""]


class Screen(Handlers):
    """A terminal's screen, fed by a `Stream`; the displayed frame is held during synchronized updates."""

    def __init__(
        self,
        columns: int,
        lines: int,
        *,
        scrollback: int = SCROLLBACK,
        clock: Callable[[], float] = monotonic,
        grid: Grid | None = None,
    ) -> None:
        """`scrollback` is in bytes; a given `grid` replaces size, scrollback and clock."""
        super().__init__(grid or Grid(columns, lines, scrollback=scrollback, clock=clock))
        self._asked: list[Row] = []

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.grid.columns}, {self.grid.lines})"

    @property
    def columns(self) -> int:
        return self.grid.columns

    @property
    def lines(self) -> int:
        return self.grid.lines

    @property
    def cursor(self) -> Cursor:
        return self.grid.cursor

    @property
    def mode(self) -> set[int]:
        return self.grid.mode

    @property
    def margins(self) -> Margins | None:
        return self.grid.margins

    @property
    def sides(self) -> tuple[int, int] | None:
        return self.grid.sides

    @property
    def scrollback(self) -> Scrollback:
        return self.grid.scrollback

    @property
    def styles(self) -> Styles:
        return self.grid.styles

    @property
    def dirty(self) -> set[int]:
        return self.grid.dirty

    @property
    def tabstops(self) -> set[int]:
        return self.grid.tabstops

    @property
    def charset(self) -> int:
        return self.grid.charset

    @property
    def g0_charset(self) -> str:
        return self.grid.g0_charset

    @property
    def g1_charset(self) -> str:
        return self.grid.g1_charset

    @property
    def saved(self) -> SavedCursor | None:
        return self.grid.saved

    @property
    def title(self) -> str:
        return self.window_ops.title

    @property
    def icon_name(self) -> str:
        return self.window_ops.icon_name

    @property
    def directory(self) -> str:
        return self.osc.directory

    @property
    def keypad(self) -> bool:
        return self.keyboard.keypad

    @property
    def keyboard_flags(self) -> int:
        return self.keyboard.keyboard_flags

    @property
    def modify_other_keys(self) -> int:
        return self.keyboard.modify_other_keys

    @property
    def mouse(self) -> Mouse:
        return self.modes.mouse

    @property
    def level(self) -> int:
        return self.modes.level

    @property
    def is_alternate(self) -> bool:
        return self.grid.is_alternate

    def drain_events(self) -> list[Event]:
        """Return and clear the queued events."""
        return self.grid.drain_events()

    def make_room(self) -> None:
        """Start a new attribute table when the current one is full."""
        self.grid.make_room()

    @property
    def default_char(self) -> Cell:
        """A blank without attributes."""
        return Cell.make_cell(" ", PLAIN)

    @property
    def shown(self) -> list[Row]:
        """The rows of the displayed frame; read-only."""
        return self.frames.rows

    def get_row(self, y: int) -> Row:
        """A displayed row: the same object until its contents change, and usable as a cache key."""
        return self.shown[y]

    def list_changed_rows(self) -> list[int]:
        """Indices of the displayed rows that are different objects than at the previous call."""
        before, now = self._asked, self.shown
        self._asked = now.copy()
        if len(before) != len(now):
            return list(range(len(now)))
        return [y for y, row in enumerate(now) if row is not before[y]]

    @property
    def seen_cursor(self) -> CursorState:
        """The cursor of the displayed frame."""
        return self.frames.cursor

    @property
    def display(self) -> list[str]:
        """The text of each line, padded to the width of the screen."""
        columns = self.grid.columns
        return [decode_cells(row[0].ljust(columns), row[2]) for row in self.shown]

    @property
    def buffer(self) -> Buffer:
        """The cells in pyte's format."""
        return Buffer(lambda: self.shown, self._write_row, self.grid.columns)

    def _write_row(self, y: int, row: Row) -> None:
        self.grid.rows[y] = row

    def debug(self, *args: int, **kwargs: bool) -> None:
        """Receives unknown sequences."""

    def make_hot_state(self) -> HotState:
        """The state the fast path holds in local variables; `room` is 0 and nothing `free` where a mode matters."""
        grid = self.grid
        cursor, mode, margins, styles = grid.cursor, grid.mode, grid.margins, grid.styles
        last = grid.lines - 1
        if grid.sides is None:
            room = 0 if INSERT in mode or grid.joining is not None or grid.columns < 2 else grid.columns
            # Without margins the origin is the corner.
            free = (margins is None or ORIGIN not in mode) and NEWLINE not in mode and not grid.is_guarded
        else:
            room, free = 0, False
        return (
            cursor,
            cursor.x,
            cursor.y,
            cursor.code,
            grid.rows,
            styles,
            styles.steps[cursor.code],
            styles.cells.get,
            (
                room,
                self.printer.get_translation(),
                free,
                free and (margins is None or margins[0] == 0),
                last if margins is None else margins[1],
                None if grid.rows is grid.alternate_rows else grid.scrollback.push,
                grid.blank,
                grid.columns,
                last,
            ),
        )

    @property
    def plain(self) -> list[str]:
        """The codes of this many plain cells, shared by all rows; also for a program that widens the screen."""
        while len(_PLAIN) <= max(self.grid.columns, WIDE):
            _PLAIN.append(DEFAULT * len(_PLAIN))
        return _PLAIN

    @property
    def held(self) -> bool:
        """Whether an older frame is displayed during an update."""
        return self.frames.is_held

    def clear_screen(self) -> None:
        """Clear the screen and scrollback on a user's request; the line with the cursor stays."""
        row = self.grid.rows[self.grid.cursor.y]
        self.grid.rows[:] = [row, *[self.grid.blank] * (self.grid.lines - 1)]
        self.grid.scrollback.clear_rows()
        self.grid.cursor.y = 0

    def slice_rows(self, start: int, end: int) -> list[Row]:
        """Rows by index, counted from the oldest row of the scrollback through the screen."""
        above = len(self.grid.scrollback)
        return [
            *self.grid.scrollback[start : min(end, above)],
            *self.shown[max(0, start - above) : max(0, end - above)],
        ]

    def get_text(self, start: int = 0, end: int | None = None) -> str:
        """The text of rows, counted from the oldest of the scrollback; wrapped lines are joined."""
        end = len(self.grid.scrollback) + self.grid.lines if end is None else end
        return join_rows(self.slice_rows(start, end))

    def find_last_output(self) -> str | None:
        """Output of the last command, where the shell marks it (OSC 133); None without a mark."""
        rows = self.slice_rows(0, len(self.grid.scrollback) + self.grid.lines)
        start = next((at for at in range(len(rows) - 1, -1, -1) if rows[at][3] & OUTPUT), None)
        if start is None:
            return None
        return find_output(rows, start)

    def find_failed_command(self) -> ShellCommand | None:
        """The newest command that failed, as far as the shell says so (OSC 133)."""
        rows = self.slice_rows(0, len(self.grid.scrollback) + self.grid.lines)
        return find_failed_command(rows, self.shell.command_lines, self.grid.scrollback.dropped)

    def has_status_marks(self) -> bool:
        """Whether the shell reports how its commands end (OSC 133)."""
        return has_status_marks(self.slice_rows(0, len(self.grid.scrollback) + self.grid.lines))
