import struct
import zlib

import pytest

from octui.render.files.picture import PictureUnreadable, draw_picture, measure_picture

pytest.importorskip("PIL")


def make_png(width: int, height: int, pixel: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + pixel * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_picture_is_drawn_with_two_pixels_a_cell_and_never_enlarged() -> None:
    strips = draw_picture(make_png(4, 3, b"\xff\x00\x00\xff"), 80, 20, (0, 0, 0))
    assert [strip.cell_length for strip in strips] == [4, 4]
    first, last = strips[0]._segments[0].style, strips[1]._segments[0].style
    assert first is not None and first.color is not None and first.color.triplet == (255, 0, 0)
    assert last is not None and last.bgcolor is not None and last.bgcolor.triplet == (0, 0, 0)
    assert len(draw_picture(make_png(400, 400, b"\xff\x00\x00\xff"), 20, 5, (0, 0, 0))) == 5


def test_the_background_shows_through() -> None:
    (strip,) = draw_picture(make_png(1, 2, b"\xff\x00\x00\x00"), 80, 20, (1, 2, 3))
    style = strip._segments[0].style
    assert style is not None and style.color is not None and style.color.triplet == (1, 2, 3)


@pytest.mark.parametrize("raw", [b"", b"\x89PNG\r\n\x1a\n", make_png(9, 9, b"\0\0\0\0")[:45], b"GIF89a" + b"\0" * 40])
def test_a_broken_picture_is_one_sentence(raw: bytes) -> None:
    with pytest.raises(PictureUnreadable, match="cannot be read"):
        draw_picture(raw, 10, 10, (0, 0, 0))


def test_a_picture_that_would_fill_the_memory_is_not_decoded() -> None:
    bomb = make_png(1, 1, b"\0\0\0\0").replace(struct.pack(">II", 1, 1), struct.pack(">II", 100_000, 100_000))
    with pytest.raises(PictureUnreadable):
        draw_picture(bomb, 10, 10, (0, 0, 0))


def test_sizes_are_read_from_the_header() -> None:
    assert measure_picture(make_png(640, 480, b"\0\0\0\0")) == (640, 480)
    assert measure_picture(b"GIF89a\x05\x00\x07\x00") == (5, 7)
    assert measure_picture(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x09\x00\x0a") == (10, 9)
    assert measure_picture(b"PK\x03\x04") is None
