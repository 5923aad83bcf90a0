"""Pictures as sixels, read back by the decoder that octui's terminals have for those of other programs."""

import re
from io import BytesIO

import pytest

from octui.render.files.picture import CellSize, PictureUnreadable
from octui.render.files.sixel_picture import MAX_SIDE, build_sixel_picture
from octui.term.images.sixel import INTRODUCER, SixelDecoder
from tests.render.files.test_picture import make_png

Image = pytest.importorskip("PIL.Image")
CELL = CellSize(10, 20)
RED, BLUE = (255, 0, 0), (0, 0, 255)


def decode_sixels(sequence: str) -> list[list[tuple[int, int, int] | None]]:
    """The colours of every eighth pixel, row by row."""
    body = sequence.removeprefix("\x1bP").removesuffix("\x1b\\")
    assert "\x1b" not in body
    begun = INTRODUCER.match(body)
    assert begun is not None
    decoder = SixelDecoder()
    decoder.decode_piece(body[begun.end() :])
    picture = decoder.build_picture()
    assert picture is not None
    return [
        [None if pixel is None else (pixel >> 16 & 0xFF, pixel >> 8 & 0xFF, pixel & 0xFF) for pixel in row]
        for row in picture.pixels
    ]


def write_png(picture: object) -> bytes:
    assert isinstance(picture, Image.Image)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def is_near(pixel: tuple[int, int, int] | None, colour: tuple[int, int, int], by: int = 8) -> bool:
    return pixel is not None and all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize(
    ("width", "height", "columns", "rows"),
    [(40, 40, 4, 2), (41, 41, 5, 3), (4000, 40, 30, 1), (40, 4000, 1, 20), (5, 5, 1, 1)],
)
def test_a_picture_fills_whole_cells_and_is_never_enlarged(width: int, height: int, columns: int, rows: int) -> None:
    picture = build_sixel_picture(make_png(width, height, b"\xff\x00\x00\xff"), 30, 20, CELL, BLUE)
    assert f'"1;1;{columns * 10};{rows * 20}#' in picture.sequence
    assert [strip.cell_length for strip in picture.strips] == [columns] * rows


def test_colours_are_where_they_were_and_the_ground_shows_through() -> None:
    source = Image.new("RGBA", (80, 80), (*RED, 255))
    source.paste((0, 0, 0, 0), (40, 0, 80, 80))
    pixels = decode_sixels(build_sixel_picture(write_png(source), 30, 20, CELL, BLUE).sequence)
    for row in pixels[:10]:
        assert all(is_near(pixel, RED) for pixel in row[:5]) and all(is_near(pixel, BLUE) for pixel in row[5:10])


def test_more_colours_than_a_palette_has_are_approximated() -> None:
    source = Image.new("RGB", (160, 160))
    source.putdata([(x, y, (x + y) // 2) for y in range(160) for x in range(160)])
    sequence = build_sixel_picture(write_png(source), 30, 20, CELL, BLUE).sequence
    assert len(set(re.findall(r"#(\d+);2;", sequence))) <= 256
    pixels = decode_sixels(sequence)
    assert all(is_near(pixels[y][x], (8 * x, 8 * y, 4 * (x + y)), by=32) for y in range(20) for x in range(20))


def test_what_a_large_picture_costs_the_terminal_is_limited() -> None:
    picture = build_sixel_picture(make_png(4000, 4000, b"\xff\x00\x00\xff"), 500, 300, CELL, BLUE)
    size = re.search(r'"1;1;(\d+);(\d+)#', picture.sequence)
    assert size is not None and max(map(int, size.groups())) <= MAX_SIDE
    assert len(picture.sequence) < 10_000


def test_what_cannot_be_read_is_not_sent_to_the_terminal() -> None:
    with pytest.raises(PictureUnreadable):
        build_sixel_picture(b"\x89PNG\r\n\x1a\n\x1b\\evil", 30, 20, CELL, BLUE)
