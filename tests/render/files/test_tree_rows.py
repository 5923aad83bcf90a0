"""Rows of paths and lines as long as a server likes."""

from collections.abc import Callable

from octui.render.files.tree_rows import draw_match_row, draw_path_row, draw_tree_row
from octui.render.text.cell_width import measure_width
from octui.render.text.sanitize import MAX_ROW_LENGTH
from octui.render.text.segments import Line
from octui.render.theme.unthemed_palettes import DARK
from tests.support.call_count import count_calls


def test_of_an_endless_path_or_line_only_what_fits_is_looked_at() -> None:
    path, line = "漢/" * 500_000 + "a.py", "漢" * 1_000_000
    draws: list[Callable[[], Line]] = [
        lambda: draw_path_row(path, (), 40, DARK),
        lambda: draw_match_row(7, 3, line, [(900_000, 900_003)], 40, DARK),
    ]
    for draw in draws:
        row = draw()
        assert measure_width("".join(segment.text for segment in row)) <= 40
        assert count_calls(draw) < 8 * MAX_ROW_LENGTH


def test_a_match_far_to_the_right_is_in_view() -> None:
    row = draw_match_row(7, 3, "  " + "x" * 5_000 + "here" + "y" * 50, [(5_002, 5_006)], 40, DARK)
    assert "here" in [segment.text for segment in row]
    assert row[1].text == "…"


def test_the_name_of_an_ignored_file_can_be_read() -> None:
    # Faint is for marks, which need less contrast than what is to be read.
    in_tree = draw_tree_row("a.log", 0, 40, DARK, is_muted=True)
    found = draw_path_row("b/a.log", (), 40, DARK, is_muted=True)
    for row in (in_tree, found):
        (name,) = [segment for segment in row if segment.text == "a.log"]
        assert name.style is not None
        assert name.style.color == DARK.muted.color
