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

MAX_SIDE: Final = 1600
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
    # With it comes all of the terminal, which no other file should wait for.
    from octui.term.grid.placeholders import MAX_PLACES

    columns_most, rows_most = min(width, MAX_PLACES), min(height, MAX_PLACES)
    picture = open_picture(raw, columns_most * cell.width, rows_most * cell.height)
    columns, rows = fit_into_cells(picture, columns_most, rows_most, cell)
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    written = BytesIO()
    picture.save(written, "PNG", compress_level=1)
    commands = format_commands(
        f"a=T,U=1,q=2,f=100,i={number},c={columns},r={rows}", b64encode(written.getvalue()).decode("ascii")
    )
    return KittyPicture(commands, _draw_placeholders(number, columns, rows))


def format_deletion(number: int) -> str:
    """What makes the terminal forget a picture."""
    return f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\"


def format_commands(keys: str, payload: str) -> str:
    """What sends an image, whose bytes are given in Base64."""
    chunks = [payload[start : start + _CHUNK] for start in range(0, len(payload), _CHUNK)]
    commands = []
    for index, chunk in enumerate(chunks):
        more = f"m={int(index + 1 < len(chunks))}"
        commands.append(f"\x1b_G{more if index else f'{keys},{more}'};{chunk}\x1b\\")
    return "".join(commands)


def _draw_placeholders(number: int, columns: int, rows: int) -> list[Strip]:
    style = Style(color=Color.from_rgb(number >> 16 & 255, number >> 8 & 255, number & 255))
    from octui.term.grid.placeholders import make_placeholder_cells

    return [Strip([Segment("".join(make_placeholder_cells(row, columns)), style)], columns) for row in range(rows)]
