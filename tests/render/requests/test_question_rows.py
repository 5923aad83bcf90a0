"""What a question takes to lay out, whatever its server sends."""

import pytest

from octui.render.requests.paged_rows import RowPlace
from octui.render.requests.question_rows import AnswerRow, QuestionLayout, layout_question
from octui.render.theme.unthemed_palettes import DARK
from tests.support.call_count import count_calls

LONG = "word " * 100_000


def read_text(layout: QuestionLayout) -> str:
    return "\n".join(strip.text for _, strip in layout.rows.iter_rows())


def test_a_question_that_fills_books_is_shortened_and_says_so() -> None:
    answers = [AnswerRow("○ 1.", LONG, LONG) for _ in range(4)]
    text = " ".join(read_text(layout_question(LONG, answers, 0, 80, DARK)).split())
    assert text.count("more characters") == 9
    assert "488,000 more characters" in text and "497,000 more characters" in text
    assert count_calls(lambda: layout_question(LONG, answers, 0, 80, DARK)) < 200_000


@pytest.mark.parametrize("count", [4, 1_000])
def test_what_people_read_is_shown_in_full(count: int) -> None:
    answers = [AnswerRow(f"○ {number}.", f"option {number}", "w" * 150) for number in range(count)]
    text = read_text(layout_question("Which?\n" * 500, answers, 0, 80, DARK))
    assert text.count("option") == count and text.count("Which?") == 500
    assert "more characters" not in text


def test_a_question_of_thousands_of_answers_draws_those_in_sight() -> None:
    answers = [AnswerRow("○", f"answer {number}", "words about it " * 3) for number in range(20_000)]
    drawn = count_calls(lambda: layout_question("Which one?", answers, 19_000, 81, DARK))
    few = count_calls(lambda: layout_question("Which one?", answers[:1_000], 900, 82, DARK))
    assert drawn < few * 1.1
    layout = layout_question("Which one?", answers, 19_000, 81, DARK)
    assert layout.locate_answer(0) == RowPlace(1, 1) and layout.locate_answer(19_000) == RowPlace(19_001, 0)
    assert layout.find_answer(RowPlace(1, 0)) is None and layout.find_answer(RowPlace(19_001, 0)) == 19_000
    row = layout.rows.step_place(RowPlace(), 19_002)
    assert next(layout.rows.iter_rows(row))[1].text.startswith("› ○ answer 19000")
