from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from octui.render.lines import clipped, flowed, folded, line_width, merged, padded, strip
from tests.support.drawn import texts

BOLD, RED = Style(bold=True), Style(color="red")

rows = st.lists(
    st.builds(
        Segment, st.text(st.sampled_from("ab  日👨❤\u200d\ufe0f"), max_size=8), st.sampled_from([BOLD, RED, None])
    ),
    max_size=6,
)


def test_styles_survive_a_break() -> None:
    first, second = flowed([Segment("one two "), Segment("three", BOLD)], 8)
    assert texts([first, second]) == ["one two", "three"]
    assert second[0].style == BOLD


def test_code_keeps_every_blank_when_it_is_folded() -> None:
    line = [Segment("    if x:   y()", RED)]
    assert "".join(segment.text for row in folded(line, 7) for segment in row) == "    if x:   y()"


def test_code_is_rather_folded_behind_a_space() -> None:
    assert texts(folded([Segment("total = price * amount")], 17)) == ["total = price *", "amount"]
    assert texts(folded([Segment("a = unbreakable_name")], 10)) == ["a = unbrea", "kable_name"]


@given(rows, st.integers(1, 12))
def test_no_row_is_wider_than_asked(line: list[Segment], width: int) -> None:
    for row in (*flowed(line, width), *folded(line, width), clipped(line, width)):
        assert line_width(row) <= width


def test_neighbours_of_one_style_become_one_segment() -> None:
    assert merged([Segment("a", RED), Segment("", BOLD), Segment("b", Style(color="red"))]) == [Segment("ab", RED)]


def test_a_strip_knows_how_wide_it_is() -> None:
    assert strip(padded([Segment("日本")], 6, RED)).cell_length == 6
