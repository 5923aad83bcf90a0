import tracemalloc

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


@pytest.mark.parametrize("length", range(8))
def test_a_long_paste_is_sanitized_as_if_in_one_go(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = "x" * length + "one\r\ntwo\r\n\r\n\rthree\x07\u2028日本\r\n"
    whole = sanitize_prompt(pasted)
    monkeypatch.setattr("octui.ui.composer.sanitize._PIECE", 4)
    assert sanitize_prompt(pasted) == whole


def test_a_paste_of_megabytes_is_copied_once() -> None:
    pasted = "a line that was pasted\r" * 100_000
    tracemalloc.start()
    cleaned = sanitize_prompt(pasted)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert cleaned == pasted.replace("\r", "\n")
    assert peak < 1.7 * len(pasted)
