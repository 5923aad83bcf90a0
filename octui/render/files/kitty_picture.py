"""A picture in the terminal's own pixels: kitty's graphics protocol, with placeholders that are text like any other.

The picture is sent once. The cells it fills hold U+10EEEE with their row and column as combining characters and the
number of the picture as their colour: whatever is drawn over them, or clears them, covers or clears the picture too.
"""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.files.picture import CellSize, fit_into_cells, open_picture

PLACEHOLDER: Final = "\U0010eeee"
MOST_SIDE: Final = 1600
"""Pixels of the longer side that are sent at most; the terminal enlarges them where there is more room."""
_CHUNK: Final = 4096
"""Characters that one command may carry."""


@dataclass(frozen=True, slots=True)
class KittyPicture:
    """What is sent for a picture, and the rows that show it."""

    commands: str
    strips: list[Strip]


def build_kitty_picture(raw: bytes, number: int, width: int, height: int, cell: CellSize) -> KittyPicture:
    """The picture fitted into `width` times `height` cells, never enlarged; slow, and safe in a thread.

    `number` names it in the terminal, and takes at most 24 bits.
    """
    columns_most, rows_most = min(width, len(_DIACRITICS)), min(height, len(_DIACRITICS))
    picture = open_picture(raw, columns_most * cell.width, rows_most * cell.height)
    columns, rows = fit_into_cells(picture, columns_most, rows_most, cell)
    picture.thumbnail((MOST_SIDE, MOST_SIDE))
    written = BytesIO()
    picture.save(written, "PNG", compress_level=1)
    commands = _format_commands(f"a=T,U=1,q=2,f=100,i={number},c={columns},r={rows}", written.getvalue())
    return KittyPicture(commands, _draw_placeholders(number, columns, rows))


def format_deletion(number: int) -> str:
    """What makes the terminal forget a picture."""
    return f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\"


def _format_commands(keys: str, image: bytes) -> str:
    payload = b64encode(image).decode("ascii")
    chunks = [payload[start : start + _CHUNK] for start in range(0, len(payload), _CHUNK)]
    commands = []
    for index, chunk in enumerate(chunks):
        more = f"m={int(index + 1 < len(chunks))}"
        commands.append(f"\x1b_G{more if index else f'{keys},{more}'};{chunk}\x1b\\")
    return "".join(commands)


def _draw_placeholders(number: int, columns: int, rows: int) -> list[Strip]:
    style = Style(color=Color.from_rgb(number >> 16 & 255, number >> 8 & 255, number & 255))
    strips = []
    for row in range(rows):
        # Each cell says where it belongs: what covers a part of the picture then moves nothing.
        cells = (f"{PLACEHOLDER}{_DIACRITICS[row]}{_DIACRITICS[column]}" for column in range(columns))
        strips.append(Strip([Segment("".join(cells), style)], columns))
    return strips


def _expand_ranges(ranges: str) -> str:
    characters = []
    for each in ranges.split():
        first, _, last = each.partition("-")
        characters += [chr(code) for code in range(int(first, 16), int(last or first, 16) + 1)]
    return "".join(characters)


_DIACRITICS: Final = _expand_ranges(
    """
305 30D-30E 310 312 33D-33F 346 34A-34C 350-352 357 35B 363-36F 483-487 592-595 597-599 59C-5A1 5A8-5A9
5AB-5AC 5AF 5C4 610-617 657-65B 65D-65E 6D6-6DC 6DF-6E2 6E4 6E7-6E8 6EB-6EC 730 732-733 735-736 73A 73D
73F-741 743 745 747 749-74A 7EB-7F1 7F3 816-819 81B-823 825-827 829-82D 951 953-954 F82-F83 F86-F87
135D-135F 17DD 193A 1A17 1A75-1A7C 1B6B 1B6D-1B73 1CD0-1CD2 1CDA-1CDB 1CE0 1DC0-1DC1 1DC3-1DC9 1DCB-1DCC
1DD1-1DE6 1DFE 20D0-20D1 20D4-20D7 20DB-20DC 20E1 20E7 20E9 20F0 2CEF-2CF1 2DE0-2DFF A66F A67C-A67D
A6F0-A6F1 A8E0-A8F1 AAB0 AAB2-AAB3 AAB7-AAB8 AABE-AABF AAC1 FE20-FE26 10A0F 10A38 1D185-1D189 1D1AA-1D1AD
1D242-1D244
"""
)
"""The protocol's list of combining characters, each of which stands for its place in the list."""
