"""Cells in pyte's format, for programs and tests that read a screen cell by cell."""

from functools import lru_cache
from typing import Final, Self

from pyte.screens import Char

from octui.term.grid.styles import PLAIN, RGB, Attributes, Colour, Link

_NAMES: Final = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")
NAMED: Final = _NAMES + tuple(f"bright{name}" for name in _NAMES)
"""pyte's names of the first 16 palette colours."""
_LEVELS: Final = (0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF)


class Cell(Char):
    """pyte's Char, plus `attributes` for what it cannot express; `data` is empty in the second half of a wide one."""

    attributes: Attributes

    @classmethod
    def make_cell(cls, text: str, attributes: Attributes) -> Self:
        cell = cls(
            text,
            _named(attributes.fg),
            _named(attributes.bg),
            attributes.bold,
            attributes.italic,
            attributes.underline != 0,
            attributes.strike,
            attributes.reverse,
            attributes.blink,
        )
        cell.attributes = attributes
        return cell

    @staticmethod
    def read_attributes(char: Char) -> Attributes:
        """The attributes of any pyte Char."""
        known = char.attributes if isinstance(char, Cell) and "attributes" in char.__dict__ else PLAIN
        return known._replace(
            fg=_number(char.fg),
            bg=_number(char.bg),
            bold=char.bold,
            italic=char.italics,
            underline=(known.underline or 1) if char.underscore else 0,
            strike=char.strikethrough,
            reverse=char.reverse,
            blink=char.blink,
        )

    @property
    def dim(self) -> bool:
        return self.attributes.dim

    @property
    def underline(self) -> int:
        return self.attributes.underline

    @property
    def underline_colour(self) -> Colour:
        return self.attributes.underline_colour

    @property
    def overline(self) -> bool:
        return self.attributes.overline

    @property
    def conceal(self) -> bool:
        return self.attributes.conceal

    @property
    def link(self) -> Link | None:
        return self.attributes.link

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Cell) and self.attributes != other.attributes:
            return False
        return tuple.__eq__(self, other) if isinstance(other, tuple) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return tuple.__hash__(self)


def get_xterm_rgb(colour: int) -> tuple[int, int, int]:
    """Red, green and blue of a colour from 16 on, which is independent of the theme."""
    if colour >= RGB:
        return colour >> 16 & 255, colour >> 8 & 255, colour & 255
    if colour >= 232:
        level = 8 + 10 * (colour - 232)
        return level, level, level
    place = colour - 16
    return _LEVELS[place // 36], _LEVELS[place // 6 % 6], _LEVELS[place % 6]


@lru_cache(maxsize=1024)
def _named(colour: Colour) -> str:
    if colour is None:
        return "default"
    if colour < 16:
        return NAMED[colour]
    return "".join(f"{part:02x}" for part in get_xterm_rgb(colour))


def _number(name: str) -> Colour:
    if name == "default" or not name:
        return None
    if name in NAMED:
        return NAMED.index(name)
    try:
        return RGB | int(name, 16) & 0xFFFFFF
    except ValueError:
        return None
