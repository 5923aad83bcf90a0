"""Modes, margins, the alternate screen and resets (xterm's control sequences, DEC STD 070)."""

from collections.abc import Callable
from typing import Final, Literal

from pyte import charsets
from pyte.screens import Margins

from octui.term.cursor import SHAPES, SavedCursor
from octui.term.cursor_motion import CursorMotion
from octui.term.editing import Editor
from octui.term.grid.grid import (
    AUTOWRAP,
    INITIAL_MODES,
    INSERT,
    NEWLINE,
    ORIGIN,
    PRIVATE,
    REVERSING,
    SHOWN,
    SIDES,
    WIDE,
    Grid,
)
from octui.term.grid.resize import Resizer
from octui.term.grid.styles import PLAIN, Attributes
from octui.term.input.keyboard_modes import KeyboardModes
from octui.term.synchronized_update import SynchronizedUpdate

Mouse = Literal["off", "press", "clicks", "drags", "moves"]
MOUSE: Final[dict[int, Mouse]] = {9: "press", 1000: "clicks", 1001: "clicks", 1002: "drags", 1003: "moves"}
"""Mode -> the mouse events a program requests, in ascending order."""

COLUMN_MODE: Final = 3 << PRIVATE
COLUMN_MODE_ALLOWED: Final = 40 << PRIVATE
KEYPAD: Final = 66 << PRIVATE
RESIZES: Final = 2048
"""Mode that reports resizes in the program's input (in-band resize notifications)."""
ALTERNATE: Final = (47, 1047, 1049)
LEVEL: Final = 4
SYNCHRONIZED: Final = 2026
_MAX_SAVED: Final = 32
"""Maximum depth of each stack that programs push to."""


class Modes:
    """Modes are in `mode`; DEC private modes are shifted by `PRIVATE`, as in pyte."""

    def __init__(
        self,
        grid: Grid,
        motion: CursorMotion,
        editor: Editor,
        keyboard: KeyboardModes,
        resizer: Resizer,
        frames: SynchronizedUpdate,
        *,
        report_size: Callable[[], None],
    ) -> None:
        self.grid = grid
        self.motion = motion
        self.editor = editor
        self.keyboard = keyboard
        self.resizer = resizer
        self.frames = frames
        self._report_size = report_size
        self.reset_state()

    def reset_state(self) -> None:
        self._kept_modes: dict[int, bool] = {}
        self._kept_attributes: list[Attributes] = []
        self.rectangle_extent = 0
        """The extent of rectangle operations, set by DECSACE."""
        self.level = LEVEL
        """The emulated DEC conformance level, set by DECSCL: VT100 to VT400."""

    def has_mode(self, mode: int) -> bool:
        """Whether a private mode is set, by its number in sequences."""
        return mode << PRIVATE in self.grid.mode

    @property
    def mouse(self) -> Mouse:
        """The mouse events the program requested."""
        for number in sorted(MOUSE, reverse=True):
            if self.has_mode(number):
                return MOUSE[number]
        return "off"

    def set_mode(self, *modes: int, private: bool = False) -> None:
        """SM, DECSET; without `private` the numbers are those of pyte's modes."""
        for mode in modes:
            number = mode << PRIVATE if private else mode
            self.grid.mode.add(number)
            self._mode_changed(number, True)

    def reset_mode(self, *modes: int, private: bool = False) -> None:
        """RM, DECRST."""
        for mode in modes:
            number = mode << PRIVATE if private else mode
            self.grid.mode.discard(number)
            self._mode_changed(number, False)

    def _mode_changed(self, number: int, on: bool) -> None:
        if number == ORIGIN:
            self.motion.cursor_position()
        elif number == SHOWN:
            self.grid.cursor.hidden = not on
        elif number == SIDES:
            self.grid.sides = None
            if self.level < 4:
                self.grid.mode.discard(SIDES)
        elif number == KEYPAD:
            self.keyboard.keypad = on
        elif number == COLUMN_MODE:
            self._change_columns(on)
        elif number == 5 << PRIVATE:
            self.grid.marked_dirty.update(range(self.grid.lines))
        elif number == SYNCHRONIZED << PRIVATE:
            self.frames.set_synchronized(on)
        elif number == 1048 << PRIVATE:
            if on:
                self.motion.save_cursor()
            else:
                self.motion.restore_cursor()
        elif number in [mode << PRIVATE for mode in ALTERNATE]:
            self._switch(number >> PRIVATE, on)
        elif number == RESIZES << PRIVATE and on:
            self._report_size()

    def _change_columns(self, wide: bool) -> None:
        """DECCOLM, which must be enabled first (mode 40)."""
        if COLUMN_MODE_ALLOWED not in self.grid.mode:
            self.grid.mode.discard(COLUMN_MODE)
            return
        if wide:
            self.resizer.columns_before = self.resizer.columns_before or self.grid.columns
            self.resizer.widen_screen(WIDE)
        elif self.resizer.columns_before is not None:
            self.resizer.widen_screen(self.resizer.columns_before)
            self.resizer.columns_before = None
        self.grid.margins = self.grid.sides = None
        self.editor.erase_in_display(2)
        self.motion.cursor_position()

    def _switch(self, mode: int, on: bool) -> None:
        """Switch screens: 1049 saves the cursor and clears the alternate screen on entry, 1047 clears it on exit."""
        if on and not self.grid.is_alternate:
            if mode == 1049:
                self.motion.save_cursor()
            self.grid.saved_other, self.grid.saved = self.grid.saved, self.grid.saved_other
            blank = self.grid.make_blank_row()
            if self.grid.alternate_rows is None or mode == 1049:
                self.grid.alternate_rows = [blank] * self.grid.lines
            self.grid.rows = self.grid.alternate_rows
        elif not on and self.grid.is_alternate:
            if mode == 1047:
                self.grid.alternate_rows = None
            self.grid.rows = self.grid.main_rows
            self.grid.saved_other, self.grid.saved = self.grid.saved, self.grid.saved_other
            if mode == 1049:
                self.motion.restore_cursor()
        elif mode == 1049:
            # A program that repeats the switch still saves, clears or restores.
            if on:
                self.editor.erase_in_display(2)
            else:
                self.motion.restore_cursor()
        self.grid.marked_dirty.update(range(self.grid.lines))

    def set_margins(self, top: int | None = None, bottom: int | None = None, *rest: int, private: bool = False) -> None:
        """DECSTBM, lines counted from 1; homes the cursor. With `private` it is XTRESTORE."""
        if private:
            self.restore_modes(*(number for number in (top, bottom, *rest) if number))
            return
        first, last = max(top or 1, 1) - 1, min(bottom or self.grid.lines, self.grid.lines) - 1
        if last > first:
            self.grid.margins = Margins(first, last) if top or bottom else None
            self.motion.cursor_position()

    def set_sides_or_save(self, left: int = 0, right: int = 0, *_: int) -> None:
        """DECSLRM if mode 69 is set, otherwise SCOSC."""
        if SIDES not in self.grid.mode:
            self.motion.save_cursor()
            return
        first, last = max(left, 1) - 1, min(right or self.grid.columns, self.grid.columns) - 1
        if last > first:
            self.grid.sides = None if (first, last) == (0, self.grid.columns - 1) else (first, last)
            self.motion.cursor_position()

    def keep_modes(self, *modes: int) -> None:
        """XTSAVE."""
        for mode in modes:
            if mode in self._kept_modes or len(self._kept_modes) < 8 * _MAX_SAVED:
                self._kept_modes[mode] = self.has_mode(mode)

    def restore_modes(self, *modes: int) -> None:
        """XTRESTORE."""
        for mode in modes:
            if (on := self._kept_modes.get(mode)) is not None:
                if on:
                    self.set_mode(mode, private=True)
                else:
                    self.reset_mode(mode, private=True)

    def push_attributes(self, *_: int) -> None:
        """XTPUSHSGR."""
        self._kept_attributes.append(self.grid.cursor.attributes)
        del self._kept_attributes[:-_MAX_SAVED]

    def pop_attributes(self, *_: int) -> None:
        """XTPOPSGR."""
        if self._kept_attributes:
            self.grid.set_pen(self._kept_attributes.pop())

    def set_protected(self, how: int = 0, *_: int) -> None:
        """DECSCA: whether text printed from now on is protected from selective erasing."""
        if how in (0, 1, 2):
            self.grid.is_guarded = False
            self.grid.set_pen(self.grid.cursor.attributes._replace(protected=how == 1))

    def start_guarded(self) -> None:
        """SPA: text printed from now on is protected from all erasing of lines, characters and the display."""
        self.grid.is_guarded = True
        self.grid.set_pen(self.grid.cursor.attributes._replace(protected=True))

    def end_guarded(self) -> None:
        """EPA."""
        self.grid.set_pen(self.grid.cursor.attributes._replace(protected=False))

    def set_cursor_shape(self, style: int = 0, *_: int) -> None:
        """DECSCUSR."""
        if style in SHAPES:
            self.grid.cursor.style = style

    def reset_softly(self, *_: int) -> None:
        """DECSTR: reset the modes that could interfere with another program; the screen's contents stay."""
        self.grid.mode -= {ORIGIN, INSERT, NEWLINE, SIDES, 1 << PRIVATE} | REVERSING
        self.grid.mode |= {AUTOWRAP, SHOWN}
        self.grid.margins = self.grid.sides = None
        self.grid.cursor.hidden = False
        self.grid.cursor.style = 0
        self.grid.cursor.attributes = PLAIN
        self.keyboard.keypad = self.grid.is_guarded = False
        self.grid.charset = 0
        self.grid.g0_charset = self.grid.g1_charset = charsets.LAT1_MAP
        self.grid.saved = SavedCursor(0, 0, PLAIN, charsets.LAT1_MAP, charsets.LAT1_MAP, 0, False, False)

    def set_level(self, level: int = 0, *_: int) -> None:
        """DECSCL, which also resets like DECSTR; answers always use 7-bit controls."""
        if 61 <= level <= 65:
            self.reset_softly()
            self.level = min(level - 60, LEVEL)

    def select_extent(self, how: int = 0, *_: int) -> None:
        """DECSACE."""
        if how in (0, 1, 2):
            self.rectangle_extent = how

    def _leave_alternate(self) -> None:
        if self.grid.is_alternate:
            self._switch(1047, False)
            self.grid.mode -= {mode << PRIVATE for mode in ALTERNATE}

    def handle_process_end(self) -> None:
        """Undo the modes of a program that exited: leave the alternate screen, show the cursor, disable the mouse."""
        self._leave_alternate()
        self.grid.mode &= INITIAL_MODES | {ORIGIN}
        self.grid.mode |= INITIAL_MODES
        self.frames.set_synchronized(False)
        self.grid.cursor.hidden = self.grid.is_guarded = False
