import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.ui.pickers.fuzzy_match import FuzzyPattern, fold_case
from tests.support.call_count import count_calls


def best(query: str, *titles: str) -> str | None:
    scored = [
        (score, title) for title in titles if (score := FuzzyPattern(query).score_title(fold_case(title))) is not None
    ]
    return max(scored)[1] if scored else None


def letters(query: str, title: str) -> str:
    return "".join(title[place] for place in FuzzyPattern(query).find_positions(fold_case(title)))


def test_letters_are_found_in_order_and_not_otherwise() -> None:
    assert FuzzyPattern("fct").score_title("fix checkout test") is not None
    assert FuzzyPattern("tcf").score_title("fix checkout test") is None


def test_every_word_must_be_found_in_any_order() -> None:
    assert FuzzyPattern("test fix").score_title("fix the test") is not None
    assert FuzzyPattern("test xyz").score_title("fix the test") is None


def test_a_whole_word_comes_before_scattered_letters() -> None:
    assert best("new", "next window", "brand new") == "brand new"


def test_the_beginning_of_a_word_comes_before_its_middle() -> None:
    assert best("age", "page", "agent") == "agent"


def test_the_very_name_comes_first() -> None:
    assert best("new", "new session", "new", "news") == "new"


def test_of_equal_matches_the_shorter_is_meant() -> None:
    assert best("session", "session overview", "session") == "session"


def test_letters_of_other_texts_count_only_at_the_beginning_of_a_word() -> None:
    assert FuzzyPattern("son").score_title("opus", "reasoning") is None
    assert FuzzyPattern("rea").score_title("opus", "model reasoning") is not None


def test_a_title_counts_more_than_what_is_beside_it() -> None:
    inside = FuzzyPattern("opus").score_title("opus", "")
    beside = FuzzyPattern("opus").score_title("claude", "opus")
    assert inside is not None and beside is not None and inside > beside


def test_the_letters_that_matched_are_the_letters_typed() -> None:
    assert letters("fct", "Fix checkout test") == "Fct"
    assert FuzzyPattern("ses").find_positions("assess a session") == (9, 10, 11)


def test_scattered_letters_are_drawn_together() -> None:
    assert FuzzyPattern("ac").find_positions("a-b-a-c") == (4, 6)


@pytest.mark.parametrize("title", ["İstanbul plan", "ẞtraße plan", "ﬁx plan"])
def test_positions_are_those_of_the_title_even_where_lower_case_is_longer(title: str) -> None:
    assert letters("plan", title) == "plan"


@given(st.text(max_size=40), st.text(max_size=80))
def test_what_matches_has_positions_inside_the_title(query: str, title: str) -> None:
    pattern = FuzzyPattern(query)
    positions = pattern.find_positions(fold_case(title))
    assert list(positions) == sorted(set(positions))
    assert all(0 <= place < len(title) for place in positions)
    if pattern.score_title(fold_case(title)) is not None and pattern.words:
        assert positions


@pytest.mark.parametrize(("query", "letters", "found"), [("a" * 30 + "b", "a", False), ("ab" * 15, "ab", True)])
def test_a_hostile_title_costs_no_more_than_its_length(query: str, letters: str, found: bool) -> None:
    pattern = FuzzyPattern(query)
    short, long = letters * 1_000, letters * 10_000
    assert (pattern.score_title(long) is not None) is found
    assert count_calls(lambda: pattern.score_title(long)) < 11 * count_calls(lambda: pattern.score_title(short))
