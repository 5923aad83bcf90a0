from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from octui.render.text.segments import (
    clip_segments,
    fold_segments,
    make_strip,
    measure_line,
    merge_segments,
    pad_line,
    wrap_segments,
)
from tests.support.strip_assertions import row_texts

BOLD, RED = Style(bold=True), Style(color="red")

rows = st.lists(
    st.builds(
        Segment, st.text(st.sampled_from("ab  日👨❤\u200d\ufe0f"), max_size=8), st.sampled_from([BOLD, RED, None])
    ),
    max_size=6,
)


def test_styles_survive_a_break() -> None:
    first, second = wrap_segments([Segment("one two "), Segment("three", BOLD)], 8)
    assert row_texts([first, second]) == ["one two", "three"]
    assert second[0].style == BOLD


def test_code_keeps_every_blank_when_it_is_folded() -> None:
    line = [Segment("    if x:   y()", RED)]
    assert "".join(segment.text for row in fold_segments(line, 7) for segment in row) == "    if x:   y()"


def test_code_is_rather_folded_behind_a_space() -> None:
    assert row_texts(fold_segments([Segment("total = price * amount")], 17)) == ["total = price *", "amount"]
    assert row_texts(fold_segments([Segment("a = unbreakable_name")], 10)) == ["a = unbrea", "kable_name"]


@given(rows, st.integers(1, 12))
def test_no_row_is_wider_than_asked(line: list[Segment], width: int) -> None:
    for row in (*wrap_segments(line, width), *fold_segments(line, width), clip_segments(line, width)):
        assert measure_line(row) <= width


def test_neighbours_of_one_style_become_one_segment() -> None:
    assert merge_segments([Segment("a", RED), Segment("", BOLD), Segment("b", Style(color="red"))]) == [
        Segment("ab", RED)
    ]


def test_a_strip_knows_how_wide_it_is() -> None:
    assert make_strip(pad_line([Segment("日本")], 6, RED)).cell_length == 6
