from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyte import charsets
from rich._unicode_data import load
from rich.cells import get_character_cell_size
from rich.segment import Segment
from textual.strip import Strip

from octui.term import ByteStream, Screen, split_runs
from octui.term.grid.char_width import is_widened_by, measure_char
from tests.term.output import TEXTS
from tests.term.terminal import Terminal, fed


def drawn(text: str) -> int:
    """The cells Textual draws `text` in."""
    return Strip([Segment(text)]).cell_length


def test_every_assigned_code_point_is_as_wide_as_textual_draws_it() -> None:
    assigned = (chr(number) for number in range(1, 0x110000) if category(chr(number)) not in ("Cn", "Cs"))
    wrong = [hex(ord(one)) for one in assigned if measure_char(one) != get_character_cell_size(one)]
    assert wrong == []


def test_the_characters_that_an_emoji_selector_widens_are_those_textual_widens() -> None:
    assert {chr(number) for number in range(0x110000) if is_widened_by(chr(number))} == load().narrow_to_wide


@pytest.mark.parametrize(
    "cluster",
    [
        "👨\u200d👩\u200d👧",
        "👍🏽",
        "🇩🇪",
        "❤\ufe0f",
        "1\ufe0f\u20e3",
        "🏳\ufe0f\u200d🌈",
        "e\u0301",
        "नि",
        "ก็",
        "שָ",
        "각",
        "한\u0301",
        "a\u200db",
    ],
)
def test_a_cluster_takes_the_cells_textual_draws_it_in(cluster: str) -> None:
    terminal = fed(cluster)
    assert terminal.at == (drawn(cluster), 0)
    assert terminal.feed("X").text.endswith("X")


@given(st.lists(st.sampled_from(TEXTS), max_size=12).map("".join))
def test_a_row_is_as_wide_as_textual_draws_it(text: str) -> None:
    terminal = Terminal(30, 4).feed(text)
    for row in terminal.screen.shown:
        pieces = split_runs(row)
        assert sum(drawn(piece) for piece, _ in pieces) == drawn("".join(piece for piece, _ in pieces)) == len(row[0])


TEXT = {
    "CJK takes two cells": ("한글X", "한글X", 5),
    "a wide character wraps whole": ("a" * 19 + "한X", "a" * 19 + "|한X", 3),
    "overwriting the second half": ("한\x1b[2GX", " X", 2),
    "overwriting the first half": ("한\rX", "X", 1),
    "combining acute": ("e\u0301X", "éX", 2),
    "combining with no composed form": ("q\u0308X", "q\u0308X", 2),
    "two combining marks": ("e\u0301\u0323X", "\u1eb9\u0301X", 2),
    "combining on a wide character": ("한\u0301X", "한\u0301X", 3),
    "combining with nothing before it": ("\u0301X", "X", 1),
    "text after ZWJ": ("👨\u200d👩 after", "👨\u200d👩 after", 8),
    "text after VS16": ("❤\ufe0f after", "❤\ufe0f after", 8),
    "skin tone": ("👍🏽X", "👍🏽X", 3),
    "flag": ("🇩🇪X", "🇩🇪X", 3),
    "zero width space": ("a\u200bX", "aX", 2),
    "BOM and soft hyphen": ("\ufeffa\xadX", "a\xadX", 3),
    "Devanagari": ("निX", "निX", 2),
    "Hebrew and Thai": ("שָ ก็X", "שָ ก็X", 4),
    "marks of direction": ("a\u202eb\u2066c", "abc", 3),
    "an emoji widened in the last column": ("a" * 19 + "❤\ufe0fX", "a" * 19 + "|❤\ufe0fX", 3),
    "code points the rows use themselves": ("\uffff\U00100000\U0010ffffX", "\uffff\U00100000\U0010ffffX", 4),
}


@pytest.mark.parametrize(("output", "text", "column"), TEXT.values(), ids=TEXT)
def test_characters_stand_where_they_should(output: str, text: str, column: int) -> None:
    terminal = fed(output)
    assert (terminal.text, terminal.at[0]) == (text, column)


def test_a_character_cut_between_two_reads_is_one() -> None:
    terminal = Terminal()
    for byte in "한é👍🏽".encode():
        terminal.feed(bytes([byte]))
    assert terminal.text == "한é👍🏽"


def test_a_cell_holds_no_more_marks_than_it_can() -> None:
    assert len(fed("z" + "\u0335" * 1000).text) < 30


def test_a_wide_character_in_pytes_buffer_is_followed_by_an_empty_cell() -> None:
    buffer = fed("한a").screen.buffer
    assert [buffer[0][x].data for x in range(4)] == ["한", "", "a", " "]


@pytest.mark.parametrize(("code", "charset"), charsets.MAPS.items())
def test_without_utf8_every_character_set_can_be_designated(code: str, charset: str) -> None:
    screen = Screen(3, 3)
    stream = ByteStream(screen)
    stream.feed(b"\x1b(0\x1b(B")
    stream.select_other_charset("@")
    stream.feed(f"\x1b({code}".encode())
    assert screen.grid.g0_charset == charset
    stream.select_other_charset("G")
    stream.feed(b"\x1b(U")
    assert screen.grid.g0_charset == charsets.LAT1_MAP
