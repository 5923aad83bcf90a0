from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color

from octui.render.ansi import ansi_lines
from octui.render.lines import Line, line_width
from octui.render.palette import DARK
from octui.render.text_ends import first_lines, last_lines
from tests.support.drawn import is_control, style_of, texts


def rows_of(text: str, width: int = 60) -> list[Line]:
    lines = ansi_lines(text, list(first_lines(text)), DARK, width, DARK.text)
    return [row for line in lines for row in line]


def last_row(text: str) -> list[Line]:
    (rows,) = ansi_lines(text, [next(last_lines(text))], DARK, 60, DARK.text)
    return rows


def shown(text: str, width: int = 60) -> list[str]:
    return texts(rows_of(text, width))


def test_colours_are_kept_in_the_themes_shades() -> None:
    rows = rows_of("\x1b[31mred\x1b[0m \x1b[1;92mbright\x1b[m \x1b[38;5;196mnumbered\x1b[39m plain")
    assert texts(rows) == ["red bright numbered plain"]
    assert style_of(rows, "red").color == DARK.terminal[1]
    assert style_of(rows, "bright").color == DARK.terminal[10]
    assert style_of(rows, "bright").bold
    assert style_of(rows, "numbered").color == Color.from_ansi(196)
    assert style_of(rows, "plain").color == DARK.text.color


def test_both_spellings_of_true_colour_are_read() -> None:
    rows = rows_of("\x1b[38;2;1;2;3;4ma\x1b[0m\x1b[48:2::4:5:6mb\x1b[0m\x1b[38:2:7:8:9mc")
    assert style_of(rows, "a").color == Color.from_rgb(1, 2, 3)
    assert style_of(rows, "a").underline
    assert style_of(rows, "b").bgcolor == Color.from_rgb(4, 5, 6)
    assert style_of(rows, "c").color == Color.from_rgb(7, 8, 9)


def test_a_colour_lasts_over_the_end_of_a_line() -> None:
    rows = rows_of("\x1b[32mone\ntwo\x1b[0m\nthree")
    assert style_of(rows, "two").color == DARK.terminal[2]
    assert style_of(rows, "three").color == DARK.text.color


def test_a_carriage_return_writes_over_the_line() -> None:
    assert shown("10%\r 50%\r100% done\n") == ["100% done"]
    assert shown("a long line\rshort") == ["shortg line"]
    assert shown("a long line\r\x1b[Kshort") == ["short"]
    assert shown("one\r\ntwo\r\n") == ["one", "two"]


def test_a_backspace_takes_the_place_of_what_stood_there() -> None:
    assert shown("abc\b\bX") == ["aXc"]
    assert shown("\b\bX") == ["X"]


def test_tabs_reach_to_the_next_stop() -> None:
    assert shown("a\tb\t\x1b[1mc") == ["a   b   c"]


def test_everything_else_a_terminal_would_obey_is_dropped() -> None:
    assert shown("a\x1b[2J\x1b[5;5Hb\x1b]0;title\x07c\x1b]8;;http://x\x1b\\d\x1bP1q\x1b\\e\x1b(Bf\x1b[?25lg") == [
        "abcdefg"
    ]


def test_what_is_no_sequence_is_shown() -> None:
    assert shown("a\x07b") == ["a␇b"]


def test_the_end_has_the_colours_it_would_have_had() -> None:
    text = "\x1b[31mred\n" + "more\n" * 100
    assert style_of(last_row(text), "more").color == DARK.terminal[1]
    assert style_of(last_row(text + "\x1b[0mplain\nlast\n"), "last").color == DARK.text.color


def test_a_line_without_end_is_cut_and_says_so() -> None:
    text = "x" * 1_000_000
    (rows,) = ansi_lines(text, [(0, len(text))], DARK, 100, DARK.text, most=3)
    assert len(rows) == 4
    assert texts(rows)[-1] == "… 999,700 more characters"


def test_a_progress_bar_of_a_megabyte_shows_its_end() -> None:
    assert shown("".join(f"\r{number:6} of 100000" for number in range(100_001)))[-1] == "100000 of 100000"


def test_wide_output_is_folded() -> None:
    assert shown("日本語" * 3, 6) == ["日本語"] * 3


@given(
    st.text(st.one_of(st.sampled_from("\x1b[]0;1m38:25\r\b\n\tKa日\x9b\x07\\"), st.characters(codec=None))),
    st.integers(1, 30),
)
def test_no_output_is_too_odd_to_show(text: str, width: int) -> None:
    for row in rows_of(text, width):
        assert line_width(row) <= width
        assert not any(is_control(character) for segment in row for character in segment.text)
