"""Pictures in half blocks: two pixels a cell, one above the other. Pillow is needed for them, and optional."""

import math
import struct
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS: Final = 64_000_000
"""A picture of more pixels is not decoded: a small file can hold one that fills the memory."""
_UPPER_HALF: Final = "▀"


class PictureUnreadable(Exception):
    """Why a picture cannot be drawn, as a sentence."""


def can_draw_pictures() -> bool:
    """Whether Pillow is installed."""
    return find_spec("PIL") is not None


class CellSize(NamedTuple):
    """Pixels of one cell."""

    width: int
    height: int


def draw_picture(raw: bytes, width: int, height: int, background: tuple[int, int, int]) -> list[Strip]:
    """The picture fitted into `width` times `height` cells, never enlarged; slow, and safe in a thread."""
    return draw_opened_picture(open_picture(raw, width * 2, height * 4), width, height, background)


def draw_opened_picture(picture: "Image", width: int, height: int, background: tuple[int, int, int]) -> list[Strip]:
    """The same for a picture that was opened, which is made smaller."""
    from PIL import Image  # optional, and only for those who look at pictures

    picture.thumbnail((max(1, width), max(1, height * 2)))
    ground = Image.new("RGBA", picture.size, (*background, 255))
    ground.alpha_composite(picture)
    return _draw_rows(ground.convert("RGB").tobytes(), *picture.size, background)


def open_picture(raw: bytes, width: int, height: int) -> "Image":
    """The picture with its transparency, decoded at no more than the size that is needed where its kind allows it."""
    from PIL import Image, UnidentifiedImageError  # optional, and only for those who look at pictures

    try:
        with Image.open(BytesIO(raw)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureUnreadable(
                    f"The picture has {opened.width:,} × {opened.height:,} pixels, too many to draw."
                )
            opened.draft("RGB", (width, height))
            return opened.convert("RGBA")
    except UnidentifiedImageError as error:
        sentence = "The picture cannot be read: it is damaged, or of a kind that Pillow does not know."
        raise PictureUnreadable(sentence) from error
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise PictureUnreadable(f"The picture cannot be read: {error}.") from error


def fit_into_cells(picture: "Image", width: int, height: int, cell: CellSize) -> tuple[int, int]:
    """Make it small enough for `width` times `height` cells; returns the columns and the rows that it takes."""
    picture.thumbnail((width * cell.width, height * cell.height))
    columns, rows = math.ceil(picture.width / cell.width), math.ceil(picture.height / cell.height)
    return min(width, columns), min(height, rows)


def _draw_rows(pixels: bytes, width: int, height: int, background: tuple[int, int, int]) -> list[Strip]:
    strips = []
    stride = width * 3
    for y in range(0, height, 2):
        row = []
        for x in range(width):
            at = y * stride + x * 3
            upper = Color.from_rgb(*pixels[at : at + 3])
            lower = pixels[at + stride : at + stride + 3] if y + 1 < height else bytes(background)
            row.append(Segment(_UPPER_HALF, Style(color=upper, bgcolor=Color.from_rgb(*lower))))
        strips.append(Strip(row, width))
    return strips


def measure_picture(raw: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG, read from its header; None for anything else."""
    if raw.startswith(b"\x89PNG\r\n\x1a\n") and len(raw) >= 24:
        width, height = struct.unpack(">II", raw[16:24])
        return width, height
    if raw.startswith((b"GIF87a", b"GIF89a")) and len(raw) >= 10:
        width, height = struct.unpack("<HH", raw[6:10])
        return width, height
    return _measure_jpeg(raw) if raw.startswith(b"\xff\xd8") else None


def _measure_jpeg(raw: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(raw) and raw[at] == 0xFF:
        marker, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            return width, height
        at += 2 + max(2, length)
    return None
