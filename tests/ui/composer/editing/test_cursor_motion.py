from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from octui.ui.composer.editing.cursor_motion import (
    find_grapheme_end,
    find_grapheme_start,
    find_word_end,
    find_word_start,
)

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
