import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.render.text.sanitize import escape_controls, escape_deceptive, has_deceptive_chars, to_single_line
from tests.support.strip_assertions import is_control

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HIDDEN = (
    "\u200b\u200c\u2060\ufeff\u00ad\U000e0041\U000e01ef\u115f\u1160\u3164\uffa0\u2028\u2029\x85\x9b\u00a0\u2003\u3000"
)


def test_controls_are_shown_as_pictures_or_codes() -> None:
    assert escape_controls("a\x1b[2J\x00\x7f\x9b\ud800") == "a␛[2J␀␡\\u{9b}\\u{d800}"


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
