"""Modes, margins, the alternate screen and resets (xterm's control sequences, DEC STD 070)."""

from typing import Final, Literal

from pyte import charsets
from pyte.screens import Margins

from octui.term.cursor import SHAPES, Saved
from octui.term.grid.grid import AUTOWRAP, INITIAL_MODES, INSERT, NEWLINE, ORIGIN, PRIVATE, REVERSING, SHOWN, SIDES
from octui.term.grid.styles import PLAIN, Attributes
from octui.term.input.keyboard_modes import Keyboard

Mouse = Literal["off", "press", "clicks", "drags", "moves"]
MOUSE: Final[dict[int, Mouse]] = {9: "press", 1000: "clicks", 1001: "clicks", 1002: "drags", 1003: "moves"}
"""Mode -> what of the mouse a program wants to hear of, the later the more."""

COLUMN_MODE: Final = 3 << PRIVATE
COLUMN_MODE_ALLOWED: Final = 40 << PRIVATE
KEYPAD: Final = 66 << PRIVATE
ALTERNATE: Final = (47, 1047, 1049)
LEVEL: Final = 4
SYNCHRONIZED: Final = 2026
_MOST_SAVED: Final = 32
"""Entries of each stack that programs push to."""


class Modes(Keyboard):
    """Modes are in `mode`, those of DEC shifted by `PRIVATE` as in pyte."""

    def _power_on(self) -> None:
        super()._power_on()
        self._kept_modes: dict[int, bool] = {}
        self._kept_attributes: list[Attributes] = []
        self._columns_before: int | None = None
        self._extent = 0
        """What operations on rectangles are to reach, by DECSACE."""
        self.level = LEVEL
        """The terminal of DEC whose sequences are understood, by DECSCL: VT100 to VT400."""

    def has(self, mode: int) -> bool:
        """Whether a private mode is set, by the number programs write."""
        return mode << PRIVATE in self.mode

    @property
    def mouse(self) -> Mouse:
        """How much of the mouse the program wants to hear of."""
        for number in sorted(MOUSE, reverse=True):
            if self.has(number):
                return MOUSE[number]
        return "off"

    def set_mode(self, *modes: int, private: bool = False) -> None:
        """SM, DECSET; without `private` the numbers are those of pyte's modes."""
        for mode in modes:
            number = mode << PRIVATE if private else mode
            self.mode.add(number)
            self._mode_changed(number, True)

    def reset_mode(self, *modes: int, private: bool = False) -> None:
        """RM, DECRST."""
        for mode in modes:
            number = mode << PRIVATE if private else mode
            self.mode.discard(number)
            self._mode_changed(number, False)

    def _mode_changed(self, number: int, on: bool) -> None:
        if number == ORIGIN:
            self.cursor_position()
        elif number == SHOWN:
            self.cursor.hidden = not on
        elif number == SIDES:
            self.sides = None
            if self.level < 4:
                self.mode.discard(SIDES)
        elif number == KEYPAD:
            self.keypad = on
        elif number == COLUMN_MODE:
            self._change_columns(on)
        elif number == 5 << PRIVATE:
            self._dirty.update(range(self.lines))
        elif number == SYNCHRONIZED << PRIVATE:
            self._synchronize(on)
        elif number == 1048 << PRIVATE:
            if on:
                self.save_cursor()
            else:
                self.restore_cursor()
        elif number in [mode << PRIVATE for mode in ALTERNATE]:
            self._switch(number >> PRIVATE, on)

    def _synchronize(self, on: bool) -> None:
        """Mode 2026 was set or reset."""

    def _widen(self, columns: int) -> None:
        """Give an empty screen another width, which is none of the scrollback's concern."""
        raise NotImplementedError

    def _change_columns(self, wide: bool) -> None:
        """DECCOLM, which programs have to be allowed first (mode 40)."""
        if COLUMN_MODE_ALLOWED not in self.mode:
            self.mode.discard(COLUMN_MODE)
            return
        if wide:
            self._columns_before = self._columns_before or self.columns
            self._widen(132)
        elif self._columns_before is not None:
            self._widen(self._columns_before)
            self._columns_before = None
        self.margins = self.sides = None
        self.erase_in_display(2)
        self.cursor_position()

    def _switch(self, mode: int, on: bool) -> None:
        """To the alternate screen or back: 1049 with the cursor saved and a screen cleared first, 1047 cleared last."""
        if on and not self.alternate:
            if mode == 1049:
                self.save_cursor()
            self._saved_other, self.saved = self.saved, self._saved_other
            blank = self._blank_row()
            if self._alternate is None or mode == 1049:
                self._alternate = [blank] * self.lines
            self._rows = self._alternate
        elif not on and self.alternate:
            if mode == 1047:
                self._alternate = None
            self._rows = self._main
            self._saved_other, self.saved = self.saved, self._saved_other
            if mode == 1049:
                self.restore_cursor()
        elif mode == 1049:
            # A program that asks twice saves, clears or restores all the same.
            if on:
                self.erase_in_display(2)
            else:
                self.restore_cursor()
        self._dirty.update(range(self.lines))

    def set_margins(self, top: int | None = None, bottom: int | None = None, *rest: int, private: bool = False) -> None:
        """DECSTBM, lines counted from 1; homes the cursor. With `private` it is XTRESTORE."""
        if private:
            self.restore_modes(*(number for number in (top, bottom, *rest) if number))
            return
        first, last = max(top or 1, 1) - 1, min(bottom or self.lines, self.lines) - 1
        if last > first:
            self.margins = Margins(first, last) if top or bottom else None
            self.cursor_position()

    def set_sides_or_save(self, left: int = 0, right: int = 0, *_: int) -> None:
        """DECSLRM where mode 69 is set, else SCOSC."""
        if SIDES not in self.mode:
            self.save_cursor()
            return
        first, last = max(left, 1) - 1, min(right or self.columns, self.columns) - 1
        if last > first:
            self.sides = None if (first, last) == (0, self.columns - 1) else (first, last)
            self.cursor_position()

    def keep_modes(self, *modes: int) -> None:
        """XTSAVE."""
        for mode in modes:
            if mode in self._kept_modes or len(self._kept_modes) < 8 * _MOST_SAVED:
                self._kept_modes[mode] = self.has(mode)

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
        self._kept_attributes.append(self.cursor.attributes)
        del self._kept_attributes[:-_MOST_SAVED]

    def pop_attributes(self, *_: int) -> None:
        """XTPOPSGR."""
        if self._kept_attributes:
            self._pen(self._kept_attributes.pop())

    def protect(self, how: int = 0, *_: int) -> None:
        """DECSCA: what is printed from now on is kept by selective erasing, or not."""
        if how in (0, 1, 2):
            self.guarded = False
            self._pen(self.cursor.attributes._replace(protected=how == 1))

    def start_guarded(self) -> None:
        """SPA: what is printed from now on is kept by all erasing of lines, characters and the display."""
        self.guarded = True
        self._pen(self.cursor.attributes._replace(protected=True))

    def end_guarded(self) -> None:
        """EPA."""
        self._pen(self.cursor.attributes._replace(protected=False))

    def set_cursor_shape(self, style: int = 0, *_: int) -> None:
        """DECSCUSR."""
        if style in SHAPES:
            self.cursor.style = style

    def soft_reset(self, *_: int) -> None:
        """DECSTR: what may stand in the way of a program is as it was; the screen stays."""
        self.mode -= {ORIGIN, INSERT, NEWLINE, SIDES, 1 << PRIVATE} | REVERSING
        self.mode |= {AUTOWRAP, SHOWN}
        self.margins = self.sides = None
        self.cursor.hidden = False
        self.cursor.style = 0
        self.cursor.attributes = PLAIN
        self.keypad = self.guarded = False
        self.charset = 0
        self.g0_charset = self.g1_charset = charsets.LAT1_MAP
        self.saved = Saved(0, 0, PLAIN, charsets.LAT1_MAP, charsets.LAT1_MAP, 0, False, False)

    def set_level(self, level: int = 0, *_: int) -> None:
        """DECSCL, which resets as DECSTR does; answers have seven bits always."""
        if 61 <= level <= 65:
            self.soft_reset()
            self.level = min(level - 60, LEVEL)

    def select_extent(self, how: int = 0, *_: int) -> None:
        """DECSACE."""
        if how in (0, 1, 2):
            self._extent = how

    def reset(self) -> None:
        """RIS: everything as it is in the beginning, but for size and scrollback."""
        if self._columns_before is not None:
            columns, self._columns_before = self._columns_before, None
            self._widen(columns)
        self._power_on()

    def _leave_alternate(self) -> None:
        if self.alternate:
            self._switch(1047, False)
            self.mode -= {mode << PRIVATE for mode in ALTERNATE}

    def process_ended(self) -> None:
        """No program is left that could undo its modes: leave the alternate screen, show the cursor, drop the mouse."""
        self._leave_alternate()
        self.mode &= INITIAL_MODES | {ORIGIN}
        self.mode |= INITIAL_MODES
        self._synchronize(False)
        self.cursor.hidden = self.guarded = False
