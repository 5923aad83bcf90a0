"""A picture as sixel graphics, which xterm, foot, WezTerm, Konsole, Windows Terminal and others draw in pixels.

Sixels are drawn at the cursor, and text that is written there later replaces them.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.strip import Strip

from octui.render.files.picture import CellSize, draw_opened_picture, fit_into_cells, open_picture

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_SIDE: Final = 1600
"""Pixels of the longer side at most: terminals do not enlarge sixels, and larger ones take seconds to draw."""
_COLOURS: Final = 256
_BAND: Final = 6
"""Rows of pixels that one row of sixels has."""
_REPEATED: Final = re.compile(r"(.)\1{3,}")


@dataclass(frozen=True, slots=True)
class SixelPicture:
    """The same picture twice, in the same cells."""

    sequence: str
    """What draws it at the cursor."""
    strips: list[Strip]
    """What stands in the cells below it, and is seen where something was drawn over a part of it."""


def build_sixel_picture(
    raw: bytes, width: int, height: int, cell: CellSize, background: tuple[int, int, int]
) -> SixelPicture:
    """The picture fitted into `width` times `height` cells, never enlarged; slow, and safe in a thread."""
    from PIL import Image  # optional, and only for those who look at pictures

    room = min(width, MAX_SIDE // cell.width), min(height, MAX_SIDE // cell.height)
    picture = open_picture(raw, room[0] * cell.width, room[1] * cell.height)
    columns, rows = fit_into_cells(picture, *room, cell)
    # Whole cells: at the edges, half blocks would be seen beside the pixels.
    ground = Image.new("RGBA", (columns * cell.width, rows * cell.height), (*background, 255))
    ground.alpha_composite(picture, ((ground.width - picture.width) // 2, (ground.height - picture.height) // 2))
    strips = draw_opened_picture(ground.resize((columns, rows * 2)), columns, rows, background)
    return SixelPicture(_encode_sixels(ground.convert("RGB")), strips)


def _encode_sixels(picture: "Image") -> str:
    # Twice, as only a palette that is given is dithered to.
    reduced = picture.quantize(palette=picture.quantize(_COLOURS))
    width, height = reduced.size
    indexes = reduced.tobytes()
    palette = reduced.getpalette() or []
    colours = sorted(set(indexes))
    defined = (
        f"#{colour};2;" + ";".join(str(round(channel * 100 / 255)) for channel in palette[3 * colour : 3 * colour + 3])
        for colour in colours
    )
    bands = (
        _encode_band([indexes[y * width : (y + 1) * width] for y in range(top, min(top + _BAND, height))])
        for top in range(0, height, _BAND)
    )
    return f'\x1bP0;1;0q"1;1;{width};{height}{"".join(defined)}{"-".join(bands)}\x1b\\'


def _encode_band(rows: list[bytes]) -> str:
    """Six rows of pixels: for each colour, which of the six have it in each column."""
    width = len(rows[0])
    blank = int.from_bytes(b"?" * width, "big")
    lines = []
    for colour in sorted(set().union(*rows)):
        only = bytes(colour) + b"\x01" + bytes(255 - colour)
        # All columns at once: a byte for each, with a bit for each row. No sum exceeds a byte.
        bits = sum(int.from_bytes(row.translate(only), "big") << place for place, row in enumerate(rows))
        sixels = (bits + blank).to_bytes(width, "big").decode("ascii").rstrip("?")
        lines.append(f"#{colour}{_REPEATED.sub(lambda found: f'!{len(found[0])}{found[1]}', sixels)}")
    return "$".join(lines)
