"""What a question takes to lay out, whatever its server sends."""

import pytest

from octui.render.requests.question_rows import AnswerRow, layout_question
from octui.render.theme.palette import DARK
from tests.support.call_count import count_calls

LONG = "word " * 100_000


def test_a_question_that_fills_books_is_shortened_and_says_so() -> None:
    answers = [AnswerRow("○ 1.", LONG, LONG) for _ in range(4)]
    layout = layout_question(LONG, answers, 0, 80, DARK)
    text = " ".join(" ".join(strip.text for strip in layout.rows).split())
    assert text.count("more characters") == 9
    assert "488,000 more characters" in text and "497,000 more characters" in text
    assert count_calls(lambda: layout_question(LONG, answers, 0, 80, DARK)) < 200_000


@pytest.mark.parametrize("count", [4, 1_000])
def test_what_people_read_is_shown_in_full(count: int) -> None:
    answers = [AnswerRow(f"○ {number}.", f"option {number}", "w" * 150) for number in range(count)]
    layout = layout_question("Which?\n" * 500, answers, 0, 80, DARK)
    assert len(layout.spans) == count
    assert not any("more characters" in strip.text for strip in layout.rows)


def test_a_key_in_a_question_of_a_thousand_answers_draws_two_of_them() -> None:
    answers = [AnswerRow("○", f"answer {number}", "words about it " * 3) for number in range(1_000)]
    first = count_calls(lambda: layout_question("Which one?", answers, 0, 81, DARK))
    key = count_calls(lambda: layout_question("Which one?", answers, 1, 81, DARK))
    assert key < first / 10
    assert layout_question("Which one?", answers, 1, 81, DARK).spans[-1] == (1_001, 1_001)
