"""Images: sixel, kitty's and iTerm2's, as half blocks in cells that behave like text."""

import zlib
from base64 import b64encode

import pytest

from octui.term.grid.styles import RGB
from octui.term.images.picture import CELL_HEIGHT, CELL_WIDTH
from octui.term.images.sixel import SixelDecoder
from tests.term.terminal import Terminal, fed

RED, BLUE = RGB + 0xF80000, RGB + 0x0000F8
ST = "\x1b\\"
RED_OVER_BLUE = "#1;2;100;0;0#2;2;0;0;100#1!16~-!16B$#2!16{-!16~-"
"""16 pixels wide: 8 rows of red, and 10 of blue, of which the second row of cells shows nothing."""


def make_png(width: int, height: int, rgb: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    lines = (b"\0" + rgb * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def get_colours(terminal: Terminal, x: int, y: int) -> tuple[str, object, object]:
    cell = terminal.screen.buffer[y][x]
    return cell.data, cell.attributes.fg, cell.attributes.bg


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_sixel_is_drawn_with_two_pixels_a_cell_however_it_is_split(size: int) -> None:
    terminal = Terminal()
    text = f"ab\x1bP0;1q{RED_OVER_BLUE}{ST}X"
    for at in range(0, len(text), size):
        terminal.feed(text[at : at + size])
    assert get_colours(terminal, 2, 0) == ("▀", RED, BLUE)
    assert get_colours(terminal, 3, 0) == ("▀", RED, BLUE)
    # The text goes on in the last row of the picture, where it began.
    assert terminal.lines[0].startswith("ab▀▀")
    assert terminal.at == (3, 1)


def test_a_picture_scrolls_like_text_and_is_cut_off_at_the_right_edge() -> None:
    terminal = fed("\x1b[5;17Hend\x1b[5;18H\x1bPq#1;2;100;0;0" + "#1!160~-" * 8 + ST)
    assert len(terminal.screen.scrollback) == 2
    assert get_colours(terminal, 19, 4) == (" ", None, RED)
    assert terminal.lines[2] == " " * 16 + "e"


def test_raster_attributes_give_a_size_and_pixels_that_are_not_drawn_stay_empty() -> None:
    terminal = fed(f'\x1bPq"1;1;{2 * CELL_WIDTH};{3 * CELL_HEIGHT}#0{ST}X')
    assert terminal.lines == ["", "", "X"]


def test_the_memory_of_a_sixel_does_not_depend_on_its_length() -> None:
    decoder = SixelDecoder()
    for _ in range(200):
        decoder.decode_piece("#1!9999999~$!9~-" * 50)
    picture = decoder.build_picture()
    assert picture is not None
    assert (picture.columns, picture.rows) == (500, 80)
    assert len(decoder._rows) <= 600
    assert max(map(len, decoder._rows.values())) <= 500


@pytest.mark.parametrize(
    "body",
    [
        "!!!!~", '"', '"1;1;99999999;99999999', "#", "#99999999;1;9999;9999;9999~", "#1;2;~", "$" * 99, "-" * 99,
        "é漢\x07\n~", "!" + "9" * 500 + "~", "~" * 9000, "\x9b31m", "#1;2;1;1;1;1;1;1;1;1;1;1~",
    ],
)  # fmt: skip
def test_nothing_of_a_spoilt_sixel_is_text(body: str) -> None:
    terminal = fed(f"\x1bPq{body}{ST}")
    assert not set("".join(terminal.lines)) - set(" ▀▄")
    terminal.feed(f"\x1bP0;0;0q{body}\x18\x1b[HX")
    assert terminal.lines[0].startswith("X")


def test_a_hue_counts_from_blue() -> None:
    terminal = fed(f"\x1bPq#1;1;0;50;100#1{'!8~-' * 3}{ST}")
    assert get_colours(terminal, 0, 0)[2] == BLUE


def test_kittys_images_are_drawn_from_raw_pixels_and_the_cursor_goes_behind() -> None:
    pixels = b64encode(b"\xff\0\0" * 256).decode()
    terminal = fed(f"\x1b_Ga=T,f=24,s=16,v=16;{pixels}{ST}X")
    assert get_colours(terminal, 0, 0) == (" ", None, RED)
    assert terminal.lines == ["  X"]
    halves = b64encode(zlib.compress(b"\xff\0\0\xff" * 8 * 8 + b"\0\0\0\0" * 8 * 8)).decode()
    terminal = fed(f"\x1b_Ga=T,f=32,s=8,v=16,o=z,m=1;{halves[:8]}{ST}\x1b_Gm=0;{halves[8:]}{ST}X")
    assert get_colours(terminal, 0, 0) == ("▀", RED, None)
    assert terminal.lines == ["▀X"]


def test_an_image_sent_before_is_shown_by_its_name_at_the_size_that_is_asked_for() -> None:
    pixels = b64encode(b"\xff\0\0" * 64).decode()
    terminal = fed(f"\x1b_Ga=t,i=7,f=24,s=8,v=8;{pixels}{ST}X\x1b_Ga=p,i=7,c=3,r=2,C=1{ST}")
    assert [get_colours(terminal, x, y)[2] for x, y in ((1, 0), (3, 1), (4, 0), (0, 1))] == [RED, RED, None, None]
    assert terminal.at == (1, 0)


@pytest.mark.parametrize(
    "command",
    [
        "a=q,i=1,f=24,s=1,v=1;AAAA", "a=T,t=f,s=8,v=8;L2V0Yy9wYXNzd2Q=", "a=T,f=24,s=1000000,v=1000000;AAAA", "a=p,i=9",
        "a=d", "a=T;====", "", ";", "a=T,f=100;AAAA", "a=T,o=z,s=1,v=1;AAAA", "m=1;AAAA", "a=T,U=1,s=1,v=1,f=24;AAAA",
    ],
)  # fmt: skip
def test_kitty_commands_that_show_nothing_leave_no_text_and_answer_nothing(command: str) -> None:
    terminal = fed(f"\x1b_G{command}{ST}")
    assert not terminal.answer
    assert not set("".join(terminal.lines)) - set(" ░image×0123456789")


def test_iterms_image_is_drawn_where_it_can_be_and_keeps_its_ratio() -> None:
    pytest.importorskip("PIL")
    png = b64encode(make_png(160, 80, b"\xff\0\0")).decode()
    terminal = fed(f"\x1b]1337;File=inline=1;width=4:{png}\x07X")
    assert [get_colours(terminal, x, 0)[2] for x in (0, 3)] == [RED, RED]
    assert terminal.lines == ["    X"]
    assert fed(f"\x1b]1337;File=name=eA==:{png}\x07X").lines == ["X"]


def test_an_image_that_cannot_be_decoded_is_a_box_of_its_size() -> None:
    cut = b64encode(make_png(112, 48, b"\xff\0\0")[:40]).decode()
    terminal = fed(f"\x1b]1337;File=inline=1:{cut}\x07X")
    assert terminal.lines == ["░" * 14, " image 112×48", "░" * 14 + "X"]


@pytest.mark.parametrize("intro", ["\x1bPq", "\x1b_Ga=T,s=9,v=9;", "\x1b]1337;File=inline=1:"])
def test_a_payload_of_megabytes_is_bounded_and_no_text(intro: str) -> None:
    terminal = Terminal()
    terminal.feed(intro)
    for _ in range(40):
        terminal.feed("QUJD" * 16_000)
    held = sum(map(len, terminal.stream._string)) + len(getattr(terminal.stream._sixel, "_held", ""))
    assert held <= 600_000
    terminal.feed("\x1b\\\x07")
    assert "QUJD" not in "".join(terminal.screen.display)
