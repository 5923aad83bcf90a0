from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.strip import Strip

from octui.render.text.sanitize import (
    MAX_ROW_LENGTH,
    escape_controls,
    escape_deceptive,
    escape_unseen,
    has_deceptive_chars,
    to_single_line,
    to_whole_line,
)
from octui.render.text.segments import hide_unseen_cells
from octui.render.text.spoofing import has_deception
from tests.support.call_count import count_calls
from tests.support.strip_assertions import is_control

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HIDDEN = (
    "\u200b\u200c\u2060\ufeff\u00ad\U000e0041\U000e01ef\u115f\u1160\u3164\uffa0\u2028\u2029\x85\x9b\u00a0\u2003\u3000"
)


def test_controls_are_shown_as_pictures_or_codes() -> None:
    assert escape_controls("a\x1b[2J\x00\x7f\x9b\ud800") == "a␛[2J␀␡\\u{9b}\\u{d800}"


def test_a_row_ends_where_no_terminal_is_as_wide_and_a_whole_line_does_not() -> None:
    text = "\x1bword\n" * MAX_ROW_LENGTH
    assert to_whole_line(text) == "␛word␤" * MAX_ROW_LENGTH
    assert to_single_line(text) == f"{to_whole_line(text)[:MAX_ROW_LENGTH]}…"
    assert to_single_line(text[:MAX_ROW_LENGTH]) == to_whole_line(text)[:MAX_ROW_LENGTH]


def test_newlines_and_tabs_stay_for_those_who_lay_out_text() -> None:
    assert escape_controls("a\n\tb") == "a\n\tb"
    assert to_single_line("a\n\tb\r") == "a␤␉b␍"


@given(st.text(st.characters(codec=None)))
def test_nothing_visible_steers_a_terminal(text: str) -> None:
    shown = escape_controls(text)
    assert not any(is_control(character) for character in shown.replace("\n", "").replace("\t", ""))
    assert not any(is_control(character) for character in to_single_line(text))


@pytest.mark.parametrize("character", [*BIDI, *HIDDEN])
def test_what_hides_or_reorders_is_spelled_out(character: str) -> None:
    text = f"rm {character}-rf x"
    assert has_deceptive_chars(text)
    assert escape_deceptive(text) == f"rm \\u{{{ord(character):x}}}-rf x"


def test_revealed_text_deceives_no_more() -> None:
    text = f"a{BIDI}{HIDDEN}\x1b\r\ud800"
    assert not has_deceptive_chars(escape_deceptive(text))


@pytest.mark.parametrize("text", ["ls -la", "echo 'naïve' 日本語 مرحبا", "git commit -m '👨‍👩‍👧 ❤️ 1️⃣ 👍🏽'", "a\n\tb"])
def test_honest_text_is_left_alone(text: str) -> None:
    assert not has_deceptive_chars(text)
    assert escape_deceptive(text) == text


@pytest.mark.parametrize("text", ["a\u200db", "rm\ufe0f", "x\ufe00", " \u200d", "1\ufe0f"])
def test_emoji_glue_without_an_emoji_is_not_honest(text: str) -> None:
    assert has_deceptive_chars(text)


UNSEEN = BIDI + "\u200b\u200c\u2060\ufeff\u00ad\U000e0041\u115f\u1160\u3164\uffa0\u2028\u2029"


@pytest.mark.parametrize("character", UNSEEN)
def test_what_is_read_shows_what_is_unseen_or_reorders(character: str) -> None:
    shown = f"a\\u{{{ord(character):x}}}b"
    assert escape_unseen(f"a{character}b") == to_single_line(f"a{character}b") == shown


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3 👍🏽 👩🏽\u200d💻 ☎\ufe0e",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم مرحبا שלום",
        "क्\u200dष",
        "葛\U000e0100",
        "10\u202f000 €",
    ],
)
def test_honest_writing_is_read_as_it_is(text: str) -> None:
    assert escape_unseen(text) == text


@pytest.mark.parametrize("escape", [escape_unseen, escape_deceptive, to_single_line])
def test_piles_of_combining_marks_are_cut_short(escape: Callable[[str], str]) -> None:
    assert escape("rm\u0301" + "\u0301\u0323" * 1_500 + " x") == "rm\u0301\u0301\u0323\u0301⟨2,997 marks⟩ x"
    assert escape("\u0f40" + "\u0f71\u0f90" * 20) == "\u0f40" + "\u0f71\u0f90" * 4 + "⟨32 marks⟩"
    mixed = ("\u0301" * 4 + "\u0f71" * 4) * 10
    assert len(escape(f"a{mixed}")) < 20


@pytest.mark.parametrize("text", ["Việt e\u0302\u0323\u0301", "שָׁ֣לוֹם֙", "ก็่", "མྲྀཾ", "မြွှို့", "कर्त्ता"])
def test_marks_that_writing_needs_are_left_alone(text: str) -> None:
    assert escape_unseen(text) == escape_deceptive(text) == text
    assert not has_deception(text)


@given(st.text(st.sampled_from("aé\u0301\u0323\u0f71\u20dd\U0001d165漢\u200d\u202e\x1b\ud800👍")))
def test_what_is_blank_under_a_cursor_keeps_its_columns(text: str) -> None:
    strip = hide_unseen_cells(Strip([Segment(text)]))
    assert strip.cell_length == Strip([Segment(text)]).cell_length
    assert escape_unseen(strip.text) == strip.text


@pytest.mark.parametrize("piece", ["\x01\x9b\ud800", "\u202e\ufeff", "❤\ufe0f", "葛\U000e0100"])
def test_a_run_of_what_is_unseen_is_escaped_at_once(piece: str) -> None:
    text = piece * 10_000
    escape_unseen(text)
    assert count_calls(lambda: escape_unseen(text)) < 200


def test_a_joiner_is_judged_by_the_characters_beside_it_in_a_run_too() -> None:
    assert escape_unseen("\u202e\ufe0f\u200d👩") == "\\u{202e}\\u{fe0f}\u200d👩"
    assert escape_unseen("\u202e\u200d👩\u200d👩\ufe0f\ufe0f") == "\\u{202e}\\u{200d}👩\u200d👩\ufe0f\\u{fe0f}"
