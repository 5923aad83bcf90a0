from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color

from octui.render.text.segments import measure_line
from octui.render.theme.unthemed_palettes import DARK
from tests.render.output.output_strips import output_rows, output_rows_text
from tests.support.strip_assertions import is_control, row_texts, style_of
from tests.term.output import outputs

odd_texts = st.text(
    st.one_of(st.sampled_from("\x1b[]P0;1m38:25HJA\r\b\n\tKa日\u200d\u202e\u0301\x9b\x07\\"), st.characters(codec=None))
)


def test_colours_are_kept_in_the_themes_shades() -> None:
    rows = output_rows("\x1b[31mred\x1b[0m \x1b[1;92mbright\x1b[m \x1b[38;5;196mnumbered\x1b[39m plain")
    assert row_texts(rows) == ["red bright numbered plain"]
    assert style_of(rows, "red").color == DARK.terminal[1]
    assert style_of(rows, "bright").color == DARK.terminal[10]
    assert style_of(rows, "bright").bold
    assert style_of(rows, "numbered").color == Color.from_ansi(196)
    assert style_of(rows, "plain").color == DARK.quote.color


def test_both_spellings_of_true_colour_are_read() -> None:
    rows = output_rows("\x1b[38;2;251;102;103;4ma\x1b[0m\x1b[48:2::4:5:6mb\x1b[0m\x1b[38:2:107:108:109mc")
    assert style_of(rows, "a").color == Color.from_rgb(251, 102, 103)
    assert style_of(rows, "a").underline
    assert style_of(rows, "b").bgcolor == Color.from_rgb(4, 5, 6)


def test_attributes_are_kept_but_for_those_that_move_or_hide() -> None:
    rows = output_rows(
        "\x1b[1mbold\x1b[0m \x1b[4:3mcurly\x1b[0m \x1b[9mstruck\x1b[0m \x1b[5mblink\x1b[0m \x1b[8mhidden"
    )
    assert row_texts(rows) == ["bold curly struck blink hidden"]
    assert style_of(rows, "bold").bold
    assert style_of(rows, "curly").underline
    assert style_of(rows, "struck").strike
    assert not style_of(rows, "blink").blink
    assert not style_of(rows, "hidden").conceal


def test_letters_in_the_colour_of_their_ground_can_be_read() -> None:
    rows = output_rows(
        "\x1b[38;2;9;9;9;48;2;9;9;9mink\x1b[0m\x1b[38;5;200;48;5;200mtwo\x1b[0m\x1b[38;2;9;9;9;48;2;9;9;9m▀▄"
    )
    assert style_of(rows, "ink").color != style_of(rows, "ink").bgcolor
    assert style_of(rows, "two").color != style_of(rows, "two").bgcolor
    assert style_of(rows, "▀▄").color == style_of(rows, "▀▄").bgcolor


def test_a_colour_lasts_over_the_end_of_a_line() -> None:
    rows = output_rows("\x1b[32mone\ntwo\x1b[0m\nthree")
    assert style_of(rows, "two").color == DARK.terminal[2]
    assert style_of(rows, "three").color == DARK.quote.color


def test_a_carriage_return_writes_over_the_line() -> None:
    assert output_rows_text("10%\r 50%\r100% done\n") == ["100% done"]
    assert output_rows_text("a long line\rshort") == ["shortg line"]
    assert output_rows_text("a long line\r\x1b[Kshort") == ["short"]
    assert output_rows_text("one\r\ntwo\r\n") == ["one", "two"]


def test_a_backspace_takes_the_place_of_what_stood_there() -> None:
    assert output_rows_text("abc\b\bX") == ["aXc"]
    assert output_rows_text("\b\bX") == ["X"]


def test_tabs_reach_to_the_stops_of_a_terminal_with_colours_and_without() -> None:
    assert output_rows_text("a\tb\t\x1b[1mc") == output_rows_text("a\tb\tc") == ["a       b       c"]


def test_wide_characters_are_written_over_by_cells() -> None:
    assert output_rows_text("日本語\r漢") == ["漢本語"]
    assert output_rows_text("日本語\rab") == ["ab本語"]
    assert output_rows_text("日本語\ra") == ["a 本語"]
    assert output_rows_text("👨\u200d👩\u200d👧 family\r👍🏽") == ["👍🏽 family"]
    assert output_rows_text("e\u0301t\u0301\b\x1b[1mX") == ["e\u0301X".replace("e\u0301", "é")]


def test_a_line_coloured_to_its_end_is_coloured_to_the_edge_it_has_here() -> None:
    (row,) = output_rows("\x1b[44mtitle\x1b[K\x1b[0m", 30)
    assert measure_line(row) == 30
    assert all(segment.style and segment.style.bgcolor == DARK.terminal[4] for segment in row)


def test_what_a_terminal_would_do_beside_printing_is_not_done() -> None:
    text = "a\x1b]0;title\x07b\x1b]52;c;aGk=\x07c\x1bP1q\x1b\\d\x1b(Be\x1b[?25lf\x1b[c\x1b]9;hey\x1b\\g\x1b[5ih"
    assert output_rows_text(text) == ["abcdefgh"]


def test_web_links_are_links_that_say_where_they_lead() -> None:
    rows = output_rows(
        "\x1b]8;;https://gcc.gnu.org/o\x1b\\-Wall\x1b]8;;\x1b\\, \x1b]8;id=1;http://b.c/\x07http://b.c/d\x1b]8;;\x07"
    )
    assert row_texts(rows) == ["-Wall (gcc.gnu.org), http://b.c/d"]
    assert style_of(rows, "-Wall").link == "https://gcc.gnu.org/o"
    assert style_of(rows, "http://b.c/d").link == "http://b.c/"


def test_other_links_are_text() -> None:
    rows = output_rows(
        "\x1b]8;;file:///etc/passwd\x1b\\notes.txt\x1b]8;;\x1b\\ \x1b]8;;https://a@b.c\x1b\\x\x1b]8;;\x1b\\"
    )
    assert row_texts(rows) == ["notes.txt x"]
    assert not any(segment.style and segment.style.link for row in rows for segment in row)


def test_what_is_no_sequence_is_shown() -> None:
    assert output_rows_text("a\x07b") == ["a␇b"]
    assert output_rows_text("a\x07b\x1b[1mc\x07") == ["a␇bc␇"]
    assert output_rows_text("\x1b[1ma\x00\x0b\x0c\x18\x1a\x7f\x9b31mb") == ["a␀␋␌␘␚␡\\u{9b}31mb"]


def test_what_hides_itself_is_shown_among_colours_too() -> None:
    assert (
        output_rows_text("a\u202eb\u200bc") == output_rows_text("a\u202e\x1b[1mb\u200bc") == ["a\\u{202e}b\\u{200b}c"]
    )
    assert output_rows_text("\x1b[1m\u00ad\ufeff\U000e0041") == ["\\u{ad}\\u{feff}\\u{e0041}"]


def test_a_sequence_without_an_end_hides_nothing() -> None:
    assert output_rows_text("a\x1b]0;b\nc\x1bPd\n\x1b_e\x1b[1mf") == ["a␛]0;b", "c␛Pd", "␛_ef"]
    assert output_rows_text("a\x1b[31\nb\x1b[" + "1" * 300 + "mc") == [
        "a␛[31",
        "b␛[" + "1" * 57,
        *["1" * 60] * 4,
        "111mc",
    ]
    assert output_rows_text("\x1b[日本語\x1b[0m") == ["␛[日本語"]
    assert output_rows_text("one\x1bPq\x07two\nthree") == ["one␛Pq␇two", "three"]


def test_the_end_has_the_colours_it_would_have_had() -> None:
    text = "\x1b[31mred\n" + "more\n" * 100
    assert style_of(output_rows(text, closed=2), "more").color == DARK.terminal[1]
    assert style_of(output_rows(text + "\x1b[0mplain\nlast\n", closed=2), "last").color == DARK.quote.color


def test_a_line_without_end_is_cut_and_says_so() -> None:
    assert output_rows_text("x" * 1_000_000, 100, closed=6)[-1] == "… 999,700 more characters"
    assert len(output_rows_text("x" * 1_000_000, 100, closed=6)) == 4
    coloured = "\x1b[1m" + "x" * 100_000
    assert output_rows_text(coloured, 100, closed=6) == ["x" * 100] * 3 + ["… 99,700 more characters"]
    assert output_rows_text(coloured, 100)[-2:] == ["x" * 100, "… 96,000 more characters"]


def test_a_progress_bar_of_a_megabyte_shows_its_end() -> None:
    assert output_rows_text("".join(f"\r{number:6} of 100000" for number in range(100_001)))[-1] == "100000 of 100000"


def test_wide_output_is_folded() -> None:
    assert output_rows_text("日本語" * 3, 6) == output_rows_text("\x1b[1m" + "日本語" * 3, 6) == ["日本語"] * 3


def test_lines_longer_than_the_emulators_are_folded_at_the_width_they_have_here() -> None:
    line = "0123456789" * 300
    for width in (50, 75, 120):
        rows = output_rows_text(f"\x1b[1m{line}\nend", width)
        assert rows == [line[at : at + width] for at in range(0, 3_000, width)] + ["end"]


@given(st.one_of(odd_texts, outputs), st.integers(1, 30), st.sampled_from((None, 1, 6)))
def test_no_output_is_too_odd_to_show(text: str, width: int, closed: int | None) -> None:
    for row in output_rows(text, width, closed=closed):
        assert measure_line(row) <= width
        assert not any(is_control(character) for segment in row for character in segment.text)
