from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.ui.composer.sanitize import (
    find_grapheme_end,
    find_grapheme_start,
    find_word_end,
    find_word_start,
    sanitize_prompt,
)


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


CLUSTERS = ["a", "日", "👩‍👩‍👧", "e\u0301", "❤️", "👍🏽", "z"]


def test_the_cursor_steps_over_all_that_draws_as_one() -> None:
    line = "".join(CLUSTERS)
    steps = [0]
    while steps[-1] < len(line):
        steps.append(find_grapheme_end(line, steps[-1]))
    back = [len(line)]
    while back[-1] > 0:
        back.append(find_grapheme_start(line, back[-1]))
    assert steps == back[::-1]
    assert [line[start:end] for start, end in pairwise(steps)] == CLUSTERS


@given(st.text(alphabet=st.characters(blacklist_characters="\n\r"), max_size=20), st.integers(0, 20))
def test_steps_always_lead_somewhere(line: str, column: int) -> None:
    column = min(column, len(line))
    assert find_grapheme_start(line, column) < column or column == 0
    assert find_grapheme_end(line, column) > column or column == len(line)
    assert find_grapheme_start(line, column) >= 0 and find_grapheme_end(line, column) <= len(line)


def test_words_end_where_letters_do() -> None:
    line = "git commit --amend_now 日本語"
    assert [find_word_end(line, column) for column in (0, 3, 10, 22)] == [3, 10, 22, 26]
    assert [find_word_start(line, column) for column in (26, 22, 10, 4, 2)] == [23, 13, 4, 0, 0]
