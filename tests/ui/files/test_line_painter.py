"""The rows of a file: what drawing a very long line with its matches costs."""

from octui.render.files.file_lines import FileLines
from octui.render.theme.unthemed_palettes import DARK
from octui.ui.files.line_painter import LinePainter, RowLook
from octui.ui.files.text_matches import search_lines
from tests.support.call_count import count_calls


def test_the_matches_of_a_long_line_are_marked_once_for_all_its_rows() -> None:
    lines = FileLines(["xy" * 50_000])
    matches = search_lines(lines.lines, "x")
    painter = LinePainter(lines, DARK)
    painter.width, painter.wraps = 100, True
    look = RowLook(matches=tuple(matches.list_spans(0)))

    def paint_rows(first: int, last: int) -> None:
        for row in range(first, last):
            painter.paint_row(0, row, look)

    first = count_calls(lambda: paint_rows(0, 1))
    rest = count_calls(lambda: paint_rows(1, 41))
    assert rest < 3 * first, (first, rest)
