"""Texts to read of any size: safe to draw, bounded, and laid out a row at a time."""

import pytest
from textual.content import Content

from octui.ui.help.row_text import MAX_LENGTH, MAX_LINES, Passage, Reading, join_passages
from tests.support.call_count import count_calls


def read_rows(*passages: Passage, width: int = 80) -> list[str]:
    return [row.plain for row in Reading(passages).layout_rows(width)]


def test_passages_stand_one_below_the_other_with_a_blank_row_between_blocks() -> None:
    blocks = [[Passage("Title", "bold"), Passage("two\nlines\x1b[31m")], [Passage("[bold]next")]]
    reading = Reading(join_passages(blocks))
    rows = reading.layout_rows(80)
    assert [row.plain for row in rows] == ["Title", "two", "lines␛[31m", "", "[bold]next"]
    assert rows[0].is_same(Content.styled("Title", "bold"))


@pytest.mark.parametrize("piece", ["x", "漢", "\x01", "\n", "word ", "word\n", "\x9b", "a\u0301"])
def test_of_a_giant_text_the_beginning_is_laid_out_and_the_rest_is_counted(piece: str) -> None:
    text = piece * (2_000_000 // len(piece))
    rows = read_rows(Passage(text), Passage("after"))
    assert len(rows) <= MAX_LINES + 6 * MAX_LENGTH // 80 + 2
    assert rows[-1].startswith("… 1,9") and rows[-1].endswith(" more characters")
    assert count_calls(lambda: read_rows(Passage(text))) < 12 * MAX_LENGTH


def test_many_passages_are_cut_where_the_room_ends() -> None:
    rows = read_rows(*(Passage("x" * 1_000) for _ in range(1_000)))
    assert rows[-1] == "… 950,000 more characters"
