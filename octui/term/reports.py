"""Terminal reports: answers to queries for device attributes, status, modes and settings (xterm's ctlseqs).

A program's own data never returns to its input, except for numbers and the hexadecimal digits of a name it queried,
unless the screen `discloses` its contents.
"""

from binascii import Error, unhexlify
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from octui.term.colours import Colours
from octui.term.grid.grid import INSERT, NEWLINE, ORIGIN, Grid
from octui.term.grid.rectangles import RectangleEditor
from octui.term.input.keyboard_modes import KeyboardModes
from octui.term.modes import Modes
from octui.term.parser.sgr import format_rendition

NAME: Final = "octui"
_KNOWN_MODES: Final = frozenset(
    {1, 3, 4, 5, 6, 7, 9, 12, 18, 19, 25, 40, 41, 45, 47, 66, 67, 69}
    | {1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1016, 1045, 1047, 1048, 1049, 2004, 2026, 2031, 2048}
)
"""Smooth scrolling (4) and printing (18, 19) have no effect here, but their modes are stored and reported."""
_FIXED: Final = {1: 4, 2: 4, 5: 4, 7: 4, 10: 4, 11: 4, 12: 3, **dict.fromkeys(range(13, 20), 4)}
"""ECMA-48 modes that are permanently set (3), as there is no local echo, or permanently reset (4)."""
_FIXED_PRIVATE: Final = {42: 4, 60: 4, 2027: 3}
"""National sets and pages wider than the screen are not supported; code points always share cells."""
_STATUS: Final = {
    15: "?13n",
    25: "?20n",
    26: "?27;1;0;0n",
    53: "?50n",
    55: "?50n",
    56: "?57;0n",
    62: "0*{",
    75: "?70n",
    85: "?83n",
}
"""No printer, keys unlocked, North American keyboard, no locator, no space for macros, memory intact."""
_CAPABILITIES: Final = {"TN": "xterm-256color", "Co": "256", "colors": "256", "RGB": "8/8/8", "Tc": "", "Su": ""}


class Reports:
    """Answers are sent with `write_process_input`, except while output is replayed."""

    def __init__(
        self,
        grid: Grid,
        rectangles: RectangleEditor,
        keyboard: KeyboardModes,
        modes: Modes,
        colours: Colours,
        *,
        write: Callable[[str], None],
    ) -> None:
        self.grid = grid
        self.rectangles = rectangles
        self.keyboard = keyboard
        self.modes = modes
        self.colours = colours
        self._write = write
        self.discloses = False
        """Whether a program may read back screen contents and its title, which arrive as if they were typed."""
        self.is_answering = True
        """Whether queries are answered and events queued."""

    @contextmanager
    def suppress_replies(self) -> Iterator[None]:
        """While replayed output is fed, queries stay unanswered, and bells, notifications and copies are suppressed."""
        before, self.is_answering = self.is_answering, False
        try:
            yield
        finally:
            self.is_answering = before

    def send_reply(self, text: str) -> None:
        if self.is_answering:
            self._write(text)

    def report_size(self) -> None:
        """In-band resize notification, in cells; their size in pixels is unknown."""
        self.send_reply(f"\x1b[48;{self.grid.lines};{self.grid.columns};0;0t")

    def report_device_attributes(self, mode: int = 0, *_: int, private: bool = False) -> None:
        """DA1: a VT220 with colours."""
        if mode == 0 and not private:
            self.send_reply("\x1b[?62;22c")

    def report_secondary_attributes(self, mode: int = 0, *_: int) -> None:
        """DA2: a VT420 with xterm's version 354; from 277 on vim assumes SGR mouse reports."""
        if mode == 0:
            self.send_reply("\x1b[>41;354;0c")

    def report_tertiary_attributes(self, mode: int = 0, *_: int) -> None:
        """DA3: a zero unit ID."""
        if mode == 0:
            self.send_reply("\x1bP!|00000000\x1b\\")

    def report_version(self, mode: int = 0, *_: int) -> None:
        """XTVERSION."""
        if mode == 0:
            self.send_reply(f"\x1bP>|{NAME}\x1b\\")

    def report_parameters(self, mode: int = 0, *_: int) -> None:
        """DECREQTPARM."""
        if mode in (0, 1):
            self.send_reply(f"\x1b[{mode + 2};1;1;128;128;1;0x")

    def report_device_status(self, mode: int = 0, number: int = 0, *_: int, private: bool = False) -> None:
        """DSR: 5 status, 6 cursor position, ?996 whether the background is dark."""
        if mode == 6:
            y, x = self.grid.cursor.y + 1, min(self.grid.get_column(), self.grid.columns - 1) + 1
            if ORIGIN in self.grid.mode:
                y, x = y - self.grid.top, x - self.grid.left
            self.send_reply(f"\x1b[?{y};{x};1R" if private else f"\x1b[{y};{x}R")
        elif not private and mode == 5:
            self.send_reply("\x1b[0n")
        elif private and mode == 996:
            self.send_reply(f"\x1b[?997;{1 if self.colours.is_dark() else 2}n")
        elif private and mode == 63:
            # The checksum of macros, of which there are none.
            self.send_reply(f"\x1bP{number}!~0000\x1b\\")
        elif private and mode in _STATUS:
            self.send_reply(f"\x1b[{_STATUS[mode]}")

    def report_mode(self, mode: int = 0, *_: int) -> None:
        """DECRQM of an ECMA-48 mode: 1 set, 2 reset, 3 permanently set, 4 permanently reset, 0 unknown."""
        state = _FIXED.get(mode, 0) if mode not in (INSERT, NEWLINE) else 1 if mode in self.grid.mode else 2
        if self.modes.level > 2:
            self.send_reply(f"\x1b[{mode};{state}$y")

    def report_private_mode(self, mode: int = 0, *_: int) -> None:
        """DECRQM of a private mode."""
        # Cursor blinking is controlled by DECSCUSR, and vim compares the two.
        on = (
            self.keyboard.keypad if mode == 66 else self.grid.cursor.blinks if mode == 12 else self.modes.has_mode(mode)
        )
        state = _FIXED_PRIVATE.get(mode, 0) if mode not in _KNOWN_MODES else 1 if on else 2
        if self.modes.level > 2:
            self.send_reply(f"\x1b[?{mode};{state}$y")

    def report_keyboard(self, *_: int) -> None:
        """The flags of the kitty keyboard protocol."""
        self.send_reply(f"\x1b[?{self.keyboard.keyboard_flags}u")

    def report_key_options(self, resource: int = 0, *_: int) -> None:
        """XTQMODKEYS."""
        if resource == 4:
            self.send_reply(f"\x1b[>4;{self.keyboard.modify_other_keys}m")

    def report_checksum(self, number: int = 0, _page: int = 0, *edges: int) -> None:
        """DECRQCRA: a checksum of a rectangle."""
        if self.discloses:
            self.send_reply(f"\x1bP{number}!~{self.rectangles.compute_checksum(edges):04X}\x1b\\")

    def report_presentation(self, what: int = 0, *_: int) -> None:
        """DECRQPSR: 2 reports the tab stops."""
        if what == 2:
            self.send_reply("\x1bP2$u" + "/".join(str(stop + 1) for stop in sorted(self.grid.tabstops)) + "\x1b\\")

    def device_control(self, text: str) -> None:
        """Handle a DCS string; queries for settings (DECRQSS) and capabilities (XTGETTCAP) are answered."""
        if text.startswith("$q"):
            self._report_setting(text[2:])
        elif text.startswith("+q"):
            for name in text[2:].split(";")[:32]:
                self._report_capability(name)

    def _report_setting(self, name: str) -> None:
        settings: dict[str, Callable[[], str]] = {
            "m": lambda: format_rendition(self.grid.cursor.attributes),
            "r": lambda: f"{self.grid.top + 1};{self.grid.bottom + 1}",
            "s": lambda: f"{self.grid.left + 1};{self.grid.right + 1}",
            "t": lambda: str(max(self.grid.lines, 24)),
            "$|": lambda: str(self.grid.columns),
            "*|": lambda: str(self.grid.lines),
            " q": lambda: str(self.grid.cursor.style or 1),
            '"q': lambda: "1" if self.grid.cursor.attributes.protected else "0",
            '"p': lambda: f"6{self.modes.level};1",
            "*x": lambda: str(self.modes.rectangle_extent),
            "$}": lambda: "0",
            "$~": lambda: "0",
        }
        setting = settings.get(name)
        self.send_reply(f"\x1bP1$r{setting()}{name}\x1b\\" if setting else "\x1bP0$r\x1b\\")

    def _report_capability(self, name: str) -> None:
        try:
            known = _CAPABILITIES.get(unhexlify(name).decode("ascii"))
        except (Error, UnicodeDecodeError, ValueError):
            return
        if known is None:
            self.send_reply(f"\x1bP0+r{name}\x1b\\")
        else:
            value = f"={known.encode().hex().upper()}" if known else ""
            self.send_reply(f"\x1bP1+r{name}{value}\x1b\\")
