"""The colours that programs query or set (OSC 4, 5, 10 to 12, 104, 105, 110 to 112)."""

import re
from typing import Final

from octui.term.grid.char import get_xterm_rgb

Rgb = tuple[int, int, int]

DYNAMIC: Final = {10: "foreground", 11: "background", 12: "cursor"}
SPECIAL: Final = 256
"""Palette index of the first of xterm's special colours: bold, underlined, blinking, reversed and italic text."""
LAST_SPECIAL: Final = SPECIAL + 4
_XTERM: Final[tuple[Rgb, ...]] = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip
_HEX: Final = re.compile(r"#(?:([0-9a-fA-F]{1,4})([0-9a-fA-F]{1,4})([0-9a-fA-F]{1,4}))")
_RGB: Final = re.compile(r"rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:/[0-9a-fA-F]{1,4})?")


class Colours:
    """The theme's colours and a program's overrides: `palette` by number, `dynamic` by OSC code."""

    def __init__(self) -> None:
        self.foreground: Rgb = (229, 229, 229)
        self.background: Rgb = (0, 0, 0)
        self.theme: tuple[Rgb, ...] = _XTERM
        self.palette: dict[int, Rgb] = {}
        self.dynamic: dict[int, Rgb] = {}

    def get_palette_colour(self, number: int) -> Rgb:
        """The current value of a palette colour; a special colour defaults to the foreground."""
        found = self.palette.get(number)
        if found is not None:
            return found
        if number >= SPECIAL:
            return self.get_dynamic_colour(10)
        return self.theme[number] if number < len(self.theme) else get_xterm_rgb(number)

    def get_dynamic_colour(self, code: int) -> Rgb:
        """The current foreground, background or cursor colour."""
        default = self.background if code == 11 else self.foreground
        return self.dynamic.get(code, default)

    def is_dark(self) -> bool:
        """Whether the background is dark."""
        red, green, blue = self.get_dynamic_colour(11)
        return 299 * red + 587 * green + 114 * blue < 128_000


def parse_x_colour(text: str) -> Rgb | None:
    """Parse an X11 colour, `rgb:ff/8/0` or `#rrggbb`; None for anything else, including colour names."""
    found = _RGB.fullmatch(text)
    if found is not None:
        return _scaled(found[1]), _scaled(found[2]), _scaled(found[3])
    if _HEX.fullmatch(text) and len(text) % 3 == 1:
        size = len(text) // 3
        return _high(text[1 : 1 + size]), _high(text[1 + size : 1 + 2 * size]), _high(text[1 + 2 * size :])
    return None


def format_x_colour(colour: Rgb) -> str:
    """Format a colour for a report."""
    return "rgb:" + "/".join(f"{part:02x}{part:02x}" for part in colour)


def _scaled(digits: str) -> int:
    return int(digits, 16) * 255 // int("f" * len(digits), 16)


def _high(digits: str) -> int:
    return int(digits.ljust(2, "0")[:2], 16)
