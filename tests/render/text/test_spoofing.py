"""Deceptive text in commands of any length."""

from functools import partial

from octui.render.text.sanitize import MAX_ROW_LENGTH
from octui.render.text.spoofing import escape_spoofing, has_confusables, to_unspoofed_line
from tests.support.call_count import count_calls


def test_a_word_of_two_alphabets_is_found_and_words_of_one_each_are_not() -> None:
    assert has_confusables("run p\u0430ypal")
    assert not has_confusables("run \u0440\u0430\u0437 paypal")
    assert escape_spoofing("p\u0430y \u0440\u0430\u0437") == "p\\u{430}y \u0440\u0430\u0437"


def test_a_long_text_of_two_alphabets_costs_little_more_than_a_short_one() -> None:
    once, more = (count_calls(partial(has_confusables, "\u0440\u0430\u0437 x " * count)) for count in (10, 10_000))
    assert more <= 2 * once


def test_of_an_endless_name_a_row_is_escaped() -> None:
    name = "p\u0430y\u202e " * 200_000
    to_unspoofed_line(name)
    assert to_unspoofed_line(name).startswith("p\\u{430}y\\u{202e} p")
    assert count_calls(lambda: to_unspoofed_line(name)) < 20 * MAX_ROW_LENGTH
