"""Pictures as half blocks: each cell shows two pixels, one above the other."""

from collections.abc import Callable, Sequence
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.term.grid.styles import RGB, Colour

CELL_WIDTH, CELL_HEIGHT = 8, 16
"""Pixels of a cell, where the size of the outer terminal's is not known."""
MAX_COLUMNS, MAX_ROWS = 500, 300
"""Cells of the widest and of the highest picture that is drawn."""
MAX_CELLS: Final = 40_000
"""Cells of the largest one: drawing more would take longer than a key should wait."""

Pixel = Colour
"""`RGB + 0xrrggbb`, or None where nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """`pixels` has two rows for each row of cells; a picture that could not be decoded has none, but keeps its size."""

    columns: int
    rows: int
    pixels: Sequence[Sequence[Pixel]] = ()
    number: int = 0
    """Of an image that is passed on to the terminal around this one; it has no pixels here."""
    label: str = ""
    """What stands in place of a picture without pixels."""


def reduce_colour(red: int, green: int, blue: int) -> Pixel:
    """The nearest of 32,768 colours: a picture must not fill the table of attributes."""
    return RGB + ((red & 0xF8) << 16 | (green & 0xF8) << 8 | blue & 0xF8)


def count_cells(pixels: int, cell: int, most: int) -> int:
    """The number of cells that so many pixels take."""
    return max(1, min(most, -(-pixels // cell)))


def count_allowed_rows(columns: int) -> int:
    """The number of rows that a picture of so many columns may have."""
    return min(MAX_ROWS, MAX_CELLS // columns)


def build_sampled_picture(
    width: int, height: int, columns: int, rows: int, read: Callable[[int, int], Pixel]
) -> Picture:
    """A picture of `columns` by `rows` cells; `read` returns the pixel at x and y of an image of width by height."""
    xs = [(2 * x + 1) * width // (2 * columns) for x in range(columns)]
    ys = [(2 * y + 1) * height // (4 * rows) for y in range(2 * rows)]
    return Picture(columns, rows, [[read(x, y) for x in xs] for y in ys])


def make_placeholder(columns: int, rows: int, width: int = 0, height: int = 0) -> Picture:
    """A picture of this size in cells that says how large the image is in pixels."""
    return Picture(columns, rows, label=f"image {width}×{height}" if width and height else "image")


SHADE: Final = "░"
"""What fills a picture that could not be decoded."""
