"""Images that are passed on to the terminal around this one: what stands in the cells, and what is sent."""

import zlib
from base64 import b64decode, b64encode
from io import BytesIO

import pytest

from octui.term import get_row_text
from octui.term.grid.placeholders import PLACEHOLDER
from octui.term.grid.styles import RGB
from octui.term.images import passing
from octui.term.images.passing import PassedImage, find_image_codes
from octui.term.images.sixel import SixelDecoder
from tests.support.call_count import count_calls
from tests.term.images.test_images import ST, make_png
from tests.term.terminal import Terminal

PIXELS = b"\xff\0\0" * (16 * 32)
SENT = f"f=24,s=16,v=32;{b64encode(PIXELS).decode()}"
"""Two columns, and two rows."""


def open_terminal(*outputs: str) -> Terminal:
    terminal = Terminal()
    terminal.screen.images.start_passing_images()
    for output in outputs:
        terminal.feed(output)
    return terminal


def list_images(terminal: Terminal) -> list[PassedImage]:
    """Those that have cells on the screen, from top to bottom."""
    passed = terminal.screen.images.passed
    rows = (find_image_codes(row, passed).values() for row in terminal.screen.shown)
    return list({image.number: image for images in rows for image in images}.values())


def find_cells(terminal: Terminal) -> dict[tuple[int, int], tuple[int, int]]:
    """Where on the screen there are cells of images, each with its colour and its place in the image."""
    buffer = terminal.screen.buffer
    places = ((x, y) for y in range(terminal.screen.lines) for x in range(terminal.screen.columns))
    cells = {place: buffer[place[1]][place[0]] for place in places}
    return {
        place: ((cell.attributes.fg or 0) - RGB, hash(cell.data[1:]))
        for place, cell in cells.items()
        if cell.data.startswith(PLACEHOLDER)
    }


def test_an_image_is_text_in_the_cells_and_the_cursor_goes_behind_it() -> None:
    terminal = open_terminal(f"ab\x1b_Ga=T,{SENT}{ST}X")
    (image,) = list_images(terminal)
    assert (image.columns, image.rows, image.format_keys) == (2, 2, "f=24,s=16,v=32")
    assert b64decode(image.payload) == PIXELS
    cells = find_cells(terminal)
    assert set(cells) == {(2, 0), (3, 0), (2, 1), (3, 1)}
    assert {number for number, _ in cells.values()} == {image.number}
    assert len({place for _, place in cells.values()}) == 4
    assert [get_row_text(row) for row in terminal.screen.shown[:2]] == ["ab  ", "    X"]


def test_its_cells_are_overwritten_scrolled_and_cut_like_text() -> None:
    terminal = open_terminal(f"\x1b_Ga=T,{SENT}{ST}\x1b[H#")
    assert set(find_cells(terminal)) == {(1, 0), (0, 1), (1, 1)}
    terminal.feed("\x1b[5;1H\n")
    assert set(find_cells(terminal)) == {(0, 0), (1, 0)}
    assert find_image_codes(terminal.screen.scrollback[0], terminal.screen.images.passed)
    terminal.feed("\x1b[2J")
    assert not find_cells(terminal)
    terminal.feed(f"\x1b[1;20H\x1b_Ga=T,{SENT}{ST}")
    assert set(find_cells(terminal)) == {(19, 0), (19, 1)}


@pytest.mark.parametrize(
    ("sent", "format_keys"),
    [
        (f"f=32,s=1,v=1,o=z;{b64encode(zlib.compress(b'abcd')).decode()}", "f=32,o=z,s=1,v=1"),
        (f"f=100;{b64encode(make_png(3, 3, b'abc')).decode()}", "f=100"),
        (f"s=1,v=1;{b64encode(b'abcd').decode()}", "f=32,s=1,v=1"),
    ],
)
def test_formats_are_passed_on_as_they_came(sent: str, format_keys: str) -> None:
    (image,) = list_images(open_terminal(f"\x1b_Ga=T,{sent}{ST}"))
    assert image.format_keys == format_keys
    assert b64decode(image.payload) == b64decode(sent.partition(";")[2])


@pytest.mark.parametrize(
    "sent",
    [
        "f=24,s=2,v=2;AAAA", "f=24,s=1,v=1,o=z;AAAA", "f=100;AAAA", "f=77,s=1,v=1;AAAA",
        f"c=1,r=298,{SENT}",
    ],
)  # fmt: skip
def test_what_the_other_terminal_could_not_show_is_drawn_here(sent: str) -> None:
    terminal = open_terminal(f"\x1b_Ga=T,{sent}{ST}")
    assert not list_images(terminal)
    assert not terminal.screen.images.passed


def test_images_are_taken_away_by_name_or_all_at_once() -> None:
    terminal = open_terminal(f"\x1b_Ga=T,i=7,{SENT}{ST}", f"\x1b[1;5H\x1b_Ga=T,i=8,{SENT}{ST}")
    assert len(list_images(terminal)) == 2
    terminal.feed(f"\x1b_Ga=d,d=I,i=7{ST}")
    assert min(find_cells(terminal)) == (4, 0)
    # The data of the other one is kept, and shown once more, until everything goes.
    terminal.feed(f"\x1b_Ga=d{ST}")
    assert not find_cells(terminal)
    terminal.feed(f"\x1b[H\x1b_Ga=p,i=8{ST}")
    assert len(find_cells(terminal)) == 4
    terminal.feed(f"\x1b_Ga=d,d=A{ST}\x1b_Ga=p,i=8{ST}")
    assert not find_cells(terminal)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("a=q,i=3,f=24,s=1,v=1;AAAA", "\x1b_Gi=3;OK\x1b\\"),
        ("a=q,i=3,q=1,s=1,v=1,f=24;AAAA", ""),
        ("a=q,i=3,t=f;AAAA", "\x1b_Gi=3;ENOTSUP:only images within the output\x1b\\"),
        ("a=q,i=3,t=s,q=1;AAAA", "\x1b_Gi=3;ENOTSUP:only images within the output\x1b\\"),
        ("a=q,i=3,t=s,q=2;AAAA", ""),
        (f"a=t,i=9,{SENT}", "\x1b_Gi=9;OK\x1b\\"),
        (f"a=T,{SENT}", ""),
    ],
)
def test_programs_are_told_what_can_be_drawn(command: str, answer: str) -> None:
    assert open_terminal(f"\x1b_G{command}{ST}").answer == answer


def test_what_is_kept_of_images_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "MAX_KEPT_CHARACTERS", 5_000)
    terminal = open_terminal()
    for _ in range(5):
        terminal.feed(f"\x1b[H\x1b_Ga=T,{SENT}{ST}")
    passed = terminal.screen.images.passed
    assert passed is not None
    assert len(passed._images) == 2
    assert len(list_images(terminal)) == 1
    terminal.feed("\x1bc")
    assert not list_images(terminal)


def test_a_sixel_is_passed_on_with_all_of_its_pixels() -> None:
    image_module = pytest.importorskip("PIL.Image")
    red, blue = "#1;2;100;0;0", "#2;2;0;0;100"
    # Ten pixels of red above ten of blue, of which the first covers a red one; the rest of the second band is empty.
    sixels = f'"1;1;16;12{red}!10~$-{red}@{blue}$@!9@'
    for size in (1, 7, 1000):
        text = f"\x1bP0;1q{sixels}{ST}X"
        terminal = open_terminal(*(text[at : at + size] for at in range(0, len(text), size)))
        (image,) = list_images(terminal)
        assert (image.columns, image.rows, image.format_keys) == (2, 1, "f=100")
        with image_module.open(BytesIO(b64decode(image.payload))) as opened:
            pixels = opened.convert("RGBA")
        assert pixels.size == (16, 12)
        assert {pixels.getpixel((x, y)) for x in range(10) for y in range(6)} == {(255, 0, 0, 255)}
        assert {pixels.getpixel((x, 6)) for x in range(10)} == {(0, 0, 255, 255)}
        assert {pixels.getpixel(place)[3] for place in ((0, 7), (10, 0), (15, 11))} == {0}


@pytest.mark.parametrize("widths", [(8, 8, 8), (8, 3, 5), (3, 3, 8), (5, 8, 3)])
def test_the_bands_of_a_sixel_may_be_of_any_width(widths: tuple[int, ...]) -> None:
    image_module = pytest.importorskip("PIL.Image")
    bands = "-".join(f"#{number};2;100;0;0!{width}~" for number, width in enumerate(widths))
    (image,) = list_images(open_terminal(f"\x1bPq{bands}{ST}"))
    with image_module.open(BytesIO(b64decode(image.payload))) as opened:
        pixels = opened.convert("RGBA")
    assert pixels.size == (8, 18)
    seen = [sum(pixels.getpixel((x, y))[3] == 255 for x in range(8)) for y in range(18)]
    assert seen == [width for width in widths for _ in range(6)]


def test_only_the_last_band_of_a_sixel_is_left_to_compress_when_it_ends() -> None:
    decoder = SixelDecoder(keeps_pixels=True)
    decoder.decode_piece('"1;1;8;600' + "-".join(["#1!8~"] * 100))
    assert count_calls(decoder.encode_png) < 100


def test_more_colours_than_a_palette_holds_become_the_nearest() -> None:
    colours = "".join(f"#{n};2;{n % 101};{n // 101 * 10};0~" for n in range(600))
    (image,) = list_images(open_terminal(f"\x1bPq{colours}{ST}"))
    assert b64decode(image.payload).startswith(b"\x89PNG")


def test_an_inline_image_of_iterm_is_passed_on_if_it_is_a_png() -> None:
    png = make_png(16, 32, b"\xff\0\0")
    terminal = open_terminal(f"\x1b]1337;File=inline=1:{b64encode(png).decode()}\x07X")
    (image,) = list_images(terminal)
    assert b64decode(image.payload) == png
    assert len(find_cells(terminal)) == 4
    gif = b"GIF89a\x10\0\x10\0" + b"\0" * 20
    assert not list_images(open_terminal(f"\x1b]1337;File=inline=1:{b64encode(gif).decode()}\x07"))
