"""What a terminal answers when it is asked (xterm's control sequences): itself, its state, its colours.

Nothing that came from a program goes back into its input, but numbers and hexadecimal digits of a name it asked for.
"""

from binascii import Error, unhexlify
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from octui.term.grid import INSERT, NEWLINE, ORIGIN, PRIVATE
from octui.term.modes import Modes
from octui.term.sgr import rendition

NAME: Final = "octui"
_KNOWN_MODES: Final = frozenset(
    {1, 3, 5, 6, 7, 9, 12, 25, 40, 45, 47, 66, 69, 1000, 1002, 1003, 1004, 1005, 1006, 1007, 1015, 1047, 1048, 1049}
    | {2004, 2026, 2031, 2048}
)
RESIZES: Final = 2048
_CLUSTERS: Final = 2027
"""Characters of several code points share cells whatever is asked for."""
_CAPABILITIES: Final = {"TN": "xterm-256color", "Co": "256", "colors": "256", "RGB": "8/8/8", "Tc": "", "Su": ""}


class Answers(Modes):
    """Answers go through `write_process_input`, unless what is fed is a replay."""

    def _power_on(self) -> None:
        super()._power_on()
        self.answering = getattr(self, "answering", True)
        """Whether questions are answered and events told."""

    def write_process_input(self, data: str) -> None:
        """Where answers go; whoever runs a process replaces this."""

    @contextmanager
    def replaying(self) -> Iterator[None]:
        """While output of the past is fed its questions stay unanswered, and it neither rings, notifies nor copies."""
        before, self.answering = self.answering, False
        try:
            yield
        finally:
            self.answering = before

    def _answer(self, text: str) -> None:
        if self.answering:
            self.write_process_input(text)

    def _mode_changed(self, number: int, on: bool) -> None:
        super()._mode_changed(number, on)
        if on and number == RESIZES << PRIVATE:
            self._report_size()

    def _report_size(self) -> None:
        """In-band resize notification, in cells; how large these are nobody here knows."""
        self._answer(f"\x1b[48;{self.lines};{self.columns};0;0t")

    def report_device_attributes(self, mode: int = 0, *_: int, private: bool = False) -> None:
        """DA1: a VT220 with colours."""
        if mode == 0 and not private:
            self._answer("\x1b[?62;22c")

    def report_secondary_attributes(self, mode: int = 0, *_: int) -> None:
        """DA2: as xterm 277, the first whose mouse reports vim takes to be SGR's."""
        if mode == 0:
            self._answer("\x1b[>1;277;0c")

    def report_tertiary_attributes(self, mode: int = 0, *_: int) -> None:
        """DA3: a unit without a number."""
        if mode == 0:
            self._answer("\x1bP!|00000000\x1b\\")

    def report_version(self, mode: int = 0, *_: int) -> None:
        """XTVERSION."""
        if mode == 0:
            self._answer(f"\x1bP>|{NAME}\x1b\\")

    def report_parameters(self, mode: int = 0, *_: int) -> None:
        """DECREQTPARM."""
        if mode in (0, 1):
            self._answer(f"\x1b[{mode + 2};1;1;128;128;1;0x")

    def report_device_status(self, mode: int = 0, *_: int, private: bool = False) -> None:
        """DSR: 5 that all is well, 6 where the cursor is, ?996 whether the background is dark."""
        if mode == 6:
            y, x = self.cursor.y + 1, min(self._column(), self.columns - 1) + 1
            if ORIGIN in self.mode:
                y, x = y - self.top, x - self.left
            self._answer(f"\x1b[?{y};{x};1R" if private else f"\x1b[{y};{x}R")
        elif not private and mode == 5:
            self._answer("\x1b[0n")
        elif private and mode == 996:
            self._answer(f"\x1b[?997;{1 if self._dark() else 2}n")
        elif private and mode in (15, 25, 26, 53, 55):
            # No printer, keys not locked, a keyboard of North America, no locator.
            self._answer({15: "\x1b[?13n", 25: "\x1b[?20n", 26: "\x1b[?27;1;0;0n"}.get(mode, "\x1b[?50n"))

    def _dark(self) -> bool:
        """Whether the background is dark."""
        return True

    def report_mode(self, mode: int = 0, *_: int) -> None:
        """DECRQM of an ECMA-48 mode: 1 set, 2 reset, 0 unknown."""
        state = 0 if mode not in (INSERT, NEWLINE) else 1 if mode in self.mode else 2
        self._answer(f"\x1b[{mode};{state}$y")

    def report_private_mode(self, mode: int = 0, *_: int) -> None:
        """DECRQM of a private mode; 3 says that it is always set."""
        state = 3 if mode == _CLUSTERS else 0 if mode not in _KNOWN_MODES else 1 if self.has(mode) else 2
        if mode == 66:
            state = 1 if self.keypad else 2
        self._answer(f"\x1b[?{mode};{state}$y")

    def report_keyboard(self, *_: int) -> None:
        """The flags of the kitty keyboard protocol."""
        self._answer(f"\x1b[?{self.keyboard_flags}u")

    def report_key_options(self, resource: int = 0, *_: int) -> None:
        """XTQMODKEYS."""
        if resource == 4:
            self._answer(f"\x1b[>4;{self.modify_other_keys}m")

    def report_presentation(self, what: int = 0, *_: int) -> None:
        """DECRQPSR: 2 where the tab stops are."""
        if what == 2:
            self._answer("\x1bP2$u" + "/".join(str(stop + 1) for stop in sorted(self.tabstops)) + "\x1b\\")

    def window(self, what: int = 0, *_: int) -> None:
        """XTWINOPS: 18 and 19 the size in cells, 21 no title; 22 and 23 keep the title and bring it back."""
        if what in (18, 19):
            self._answer(f"\x1b[{what - 10};{self.lines};{self.columns}t")
        elif what == 11:
            self._answer("\x1b[1t")
        elif what in (20, 21):
            # A title is whatever a program said, and must not come back as if it had been typed.
            self._answer(f"\x1b]{'L' if what == 20 else 'l'}\x1b\\")
        elif what == 22:
            self._keep_title()
        elif what == 23:
            self._restore_title()

    def _keep_title(self) -> None:
        """Push the title."""

    def _restore_title(self) -> None:
        """Pop the title."""

    def device_control(self, text: str) -> None:
        """A DCS string; questions after settings (DECRQSS) and capabilities (XTGETTCAP) are answered."""
        if text.startswith("$q"):
            self._report_setting(text[2:])
        elif text.startswith("+q"):
            for name in text[2:].split(";")[:32]:
                self._report_capability(name)

    def _report_setting(self, name: str) -> None:
        settings: dict[str, Callable[[], str]] = {
            "m": lambda: rendition(self.cursor.attributes),
            "r": lambda: f"{self.top + 1};{self.bottom + 1}",
            "s": lambda: f"{self.left + 1};{self.right + 1}",
            "t": lambda: str(max(self.lines, 24)),
            "$|": lambda: str(self.columns),
            "*|": lambda: str(self.lines),
            " q": lambda: str(self.cursor.style or 1),
            '"q': lambda: "1" if self.cursor.attributes.protected else "0",
            '"p': lambda: "62;1",
            "*x": lambda: "2" if self._erase_rectangles else "1",
        }
        setting = settings.get(name)
        self._answer(f"\x1bP1$r{setting()}{name}\x1b\\" if setting else "\x1bP0$r\x1b\\")

    def _report_capability(self, name: str) -> None:
        try:
            known = _CAPABILITIES.get(unhexlify(name).decode("ascii"))
        except (Error, UnicodeDecodeError, ValueError):
            return
        if known is None:
            self._answer(f"\x1bP0+r{name}\x1b\\")
        else:
            value = f"={known.encode().hex().upper()}" if known else ""
            self._answer(f"\x1bP1+r{name}{value}\x1b\\")

    def select_rectangles(self, how: int = 0, *_: int) -> None:
        """DECSACE."""
        self._erase_rectangles = how == 2
