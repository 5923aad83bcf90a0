from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from octui.render.text.cell_width import find_line_breaks, split_at_width, split_near_spaces
from octui.render.text.sanitize import clip_text, measure_width, wrap_text
from tests.support.call_count import count_calls, count_lines

texts = st.text(
    st.one_of(st.sampled_from("ab  \t日本。「👨‍👩\u200d\ufe0f❤é\u0301"), st.characters(codec="utf-8")), max_size=40
)


def test_widths_are_those_textual_draws() -> None:
    for text in ("abc", "日本", "👨‍👩‍👧", "❤️", "e\u0301", ""):
        assert measure_width(text) == cell_len(text)


@given(st.text(st.sampled_from("a1❤☺👍🏽\u200d\ufe0f\u20e3\u0301\u200b漢🇩\n\x00\x85©")))
def test_the_width_of_any_mixture_is_the_one_textual_draws(text: str) -> None:
    assert measure_width(text) == cell_len(text)


def test_text_breaks_at_words() -> None:
    assert wrap_text("the quick brown fox", 10) == ["the quick", "brown fox"]


def test_a_word_wider_than_the_row_is_cut() -> None:
    assert wrap_text("abcdefghij k", 4) == ["abcd", "efgh", "ij k"]


def test_chinese_breaks_between_characters_but_never_before_a_full_stop() -> None:
    assert wrap_text("日本語です。次の文", 10) == ["日本語で", "す。次の文"]


def test_tabs_are_widened_to_their_stops() -> None:
    assert wrap_text("a\tb\n\tc", 20) == ["a   b", "    c"]


def test_an_emoji_of_several_code_points_is_never_cut() -> None:
    assert wrap_text("👨‍👩‍👧👨‍👩‍👧", 3) == ["👨‍👩‍👧", "👨‍👩‍👧"]


def test_a_row_of_emoji_is_full_however_many_code_points_they_have() -> None:
    kiss = "🧑🏿\u200d❤\ufe0f\u200d💋\u200d🧑🏿"
    assert [(end - start) // len(kiss) for start, end in split_near_spaces(kiss * 200, 100)] == [50] * 4


def test_emoji_are_measured_and_split_without_a_look_at_each_of_their_code_points() -> None:
    text = "👨\u200d👩\u200d👧\u200d👦" * 100
    measure_width(text), list(split_near_spaces(text, 80))
    assert count_lines(lambda: measure_width(text + "👍")) < 100
    assert count_lines(lambda: list(split_near_spaces(text, 80))) < 4 * len(text)


def test_what_is_cut_ends_in_an_ellipsis() -> None:
    assert clip_text("hello world", 8) == "hello w…"
    assert clip_text("日本語", 4) == "日…"
    assert clip_text("日本語", 2) == "…"
    assert clip_text("abc", 3) == "abc"
    assert clip_text("abc", 0) == ""


@given(texts, st.integers(1, 30))
def test_no_row_is_wider_than_asked(text: str, width: int) -> None:
    assert all(measure_width(row) <= width for row in wrap_text(text, width))
    assert measure_width(clip_text(text, width)) <= width


@given(st.text(st.sampled_from("ab 日本。\n"), max_size=60), st.integers(2, 30))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    assert "".join(wrap_text(text, width)).replace(" ", "") == text.replace(" ", "").replace("\n", "")


@given(st.text(st.sampled_from("abc   "), max_size=60), st.integers(1, 12))
def test_ascii_breaks_where_other_text_does(text: str, width: int) -> None:
    other = text.translate(str.maketrans("abc", "äöü"))
    assert find_line_breaks(text, width) == find_line_breaks(other, width)


def test_many_short_words_are_broken_without_a_look_at_each() -> None:
    assert count_calls(lambda: find_line_breaks("a b " * 10_000, 80)) < 5 * 40_000 // 80


def test_an_endless_text_is_cut_without_a_look_at_all_of_it() -> None:
    assert clip_text("漢" * 1_000_000, 5) == "漢漢…"
    assert count_calls(lambda: clip_text("漢\t" * 500_000, 40)) < 20_000


@given(st.text(st.sampled_from("ab漢e\u0301\u200b\u1160🇩👍")), st.integers(1, 6))
def test_text_is_split_between_graphemes(text: str, width: int) -> None:
    rows = list(split_at_width(text, width))
    edges = {0, len(text), *(start for start, _, _ in split_graphemes(text)[0])}
    assert [start for start, _ in rows[1:]] == [end for _, end in rows[:-1]]
    assert rows[0][0] == 0 and rows[-1][1] == len(text) and edges.issuperset(end for _, end in rows)
    for start, end in rows:
        row = text[start:end]
        assert measure_width(row) <= width or sum(cells > 0 for _, _, cells in split_graphemes(row)[0]) == 1


def test_wide_characters_are_split_without_a_look_at_each() -> None:
    assert count_calls(lambda: list(split_at_width("漢e\u0301" * 10_000, 80))) < 10 * 30_000 // 80
