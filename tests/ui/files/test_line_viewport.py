from hypothesis import given
from hypothesis import strategies as st

from octui.ui.files.line_viewport import LineViewport

MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("cursor"), st.integers(-3, 3)),
        st.tuples(st.just("page"), st.sampled_from([-1, 1])),
        st.tuples(st.just("scroll"), st.integers(-9, 9)),
        st.tuples(st.just("place"), st.integers(-5, 40)),
        st.tuples(st.just("height"), st.integers(1, 9)),
    ),
    max_size=25,
)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=30), st.integers(1, 9), MOVES)
def test_the_view_is_full_and_contains_the_cursor_after_any_keys(
    heights: list[int], height: int, moves: list[tuple[str, int]]
) -> None:
    viewport = LineViewport(len(heights), heights.__getitem__)
    viewport.fit_height(height)
    for move, amount in moves:
        match move:
            case "cursor":
                viewport.move_cursor(amount)
            case "page":
                viewport.move_page(amount)
            case "scroll":
                viewport.scroll_by(amount)
            case "place":
                viewport.place_cursor(amount)
            case "height":
                viewport.fit_height(amount)
        rows = viewport.list_rows()
        assert len(rows) == min(viewport.height, sum(heights))
        assert viewport.cursor in {line for line, _ in rows}
        assert rows == sorted(rows)


def test_every_row_of_a_line_higher_than_the_view_is_reached_by_stepping_down() -> None:
    heights = [1, 30, 1]
    viewport = LineViewport(len(heights), heights.__getitem__)
    viewport.fit_height(7)
    seen = set(viewport.list_rows())
    for _ in range(20):
        viewport.move_cursor(1)
        seen.update(viewport.list_rows())
    assert seen == {(0, 0), (2, 0), *((1, row) for row in range(30))}
    assert viewport.cursor == 2


def test_a_line_far_away_comes_to_the_upper_third_and_costs_only_the_rows_in_view() -> None:
    counted: list[int] = []

    def count_rows(line: int) -> int:
        counted.append(line)
        return 1

    viewport = LineViewport(1_000_000, count_rows)
    viewport.place_cursor(500_000)
    viewport.fit_height(30)
    assert (viewport.top, viewport.cursor) == (499_990, 500_000)
    assert len(counted) < 1_000
