import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.ui.composer.sanitize import sanitize_prompt


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text\x1b]8;;http://x\x1b\\link", "textlink"),
        ("\x1bP1$r0m\x1b\\after", "after"),
        ("a\x00b\x07c\x7fd\x9be", "abcde"),
        ("lone \x1b", "lone "),
        ("tab\tand\nnewline", "tab\tand\nnewline"),
        ("half \ud800 of a pair", "half  of a pair"),
        ("日本語 👩‍👩‍👧 e\u0301", "日本語 👩‍👩‍👧 e\u0301"),
    ],
)
def test_what_steers_a_terminal_is_left_out_of_a_prompt(pasted: str, kept: str) -> None:
    assert sanitize_prompt(pasted) == kept


@given(st.text())
def test_a_clean_text_has_the_lines_a_text_area_will_find(text: str) -> None:
    cleaned = sanitize_prompt(text)
    assert "\x1b" not in cleaned and "\r" not in cleaned
    assert len((cleaned + "x").splitlines()) == cleaned.count("\n") + 1
    assert sanitize_prompt(cleaned) == cleaned
