import re
from base64 import b64decode
from io import BytesIO

import pytest
from rich.cells import cell_len

from octui.render.files.kitty_picture import build_kitty_picture, format_deletion
from octui.render.files.picture import CellSize, PictureUnreadable
from octui.term.grid.placeholders import PLACEHOLDER
from tests.render.files.test_picture import make_png

Image = pytest.importorskip("PIL.Image")
_COMMAND = re.compile(r"\x1b_G([^;\x1b]*);([^\x1b]*)\x1b\\")


def decode_commands(commands: str) -> tuple[dict[str, str], tuple[int, int]]:
    """The keys of the first command, and the size of the picture that all of them carry."""
    found = _COMMAND.findall(commands)
    assert "".join(f"\x1b_G{keys};{payload}\x1b\\" for keys, payload in found) == commands
    assert [keys.rpartition("m=")[2] for keys, _ in found] == ["1"] * (len(found) - 1) + ["0"]
    assert all(len(payload) <= 4096 for _, payload in found)
    keys = dict(pair.split("=") for pair in found[0][0].split(","))
    with Image.open(BytesIO(b64decode("".join(payload for _, payload in found)))) as picture:
        return keys, picture.size


@pytest.mark.parametrize(
    ("width", "height", "columns", "rows"),
    [(40, 40, 4, 2), (41, 41, 5, 3), (4000, 40, 30, 1), (40, 4000, 1, 20), (5, 5, 1, 1)],
)
def test_a_picture_is_sent_in_its_own_pixels_and_never_enlarged(
    width: int, height: int, columns: int, rows: int
) -> None:
    picture = build_kitty_picture(make_png(width, height, b"\xff\x00\x00\x80"), 0x123456, 30, 20, CellSize(10, 20))
    keys, (sent_width, sent_height) = decode_commands(picture.commands)
    assert (keys["c"], keys["r"], keys["i"], keys["U"]) == (str(columns), str(rows), str(0x123456), "1")
    assert [strip.cell_length for strip in picture.strips] == [columns] * rows
    assert sent_width <= min(width, columns * 10) and sent_height <= min(height, rows * 20)


def test_each_cell_says_which_part_of_which_picture_it_shows() -> None:
    strips = build_kitty_picture(make_png(40, 40, b"\0\0\0\xff"), 0x123456, 30, 20, CellSize(10, 20)).strips
    (segment,) = strips[1]._segments
    assert segment.style is not None and segment.style.color is not None
    assert segment.style.color.triplet == (0x12, 0x34, 0x56)
    # U+0305 is 0, U+030D 1, U+030E 2: the first lines of the protocol's table.
    assert segment.text.startswith(f"{PLACEHOLDER}\u030d\u0305{PLACEHOLDER}\u030d\u030d{PLACEHOLDER}\u030d\u030e")
    # What a dialog leaves of a row still shows the same part.
    assert "".join(part.text for part in strips[1].crop(2, 3)) == f"{PLACEHOLDER}\u030d\u030e"


def test_the_largest_picture_has_a_different_sign_for_each_row_and_column() -> None:
    strips = build_kitty_picture(make_png(4000, 4000, b"\0\0\0\xff"), 1 << 16, 400, 400, CellSize(1, 1)).strips
    signs = [strip._segments[0].text[1] for strip in strips]
    assert len(signs) == len(set(signs)) == 297 and signs[-1] == "\U0001d244"
    assert all(cell_len(PLACEHOLDER + sign) == 1 for sign in signs)


def test_what_cannot_be_read_is_not_sent_to_the_terminal() -> None:
    with pytest.raises(PictureUnreadable):
        build_kitty_picture(b"\x89PNG\r\n\x1a\n\x1b\\evil", 1, 30, 20, CellSize(10, 20))
    assert format_deletion(7) == "\x1b_Ga=d,d=I,q=2,i=7\x1b\\"
