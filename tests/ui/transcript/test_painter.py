"""Rows of a transcript as they are painted: matches of a search, and what is selected."""

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.ui.transcript.painter import RowAppearance, Span, TranscriptPainter, TranscriptStyles
from tests.support.call_count import count_calls

FOUND = Style(bgcolor="yellow")
CURRENT = Style(bgcolor="red")
SELECTED = Style(bgcolor="blue")
STYLES = TranscriptStyles(Style(), Style(), Style(), SELECTED, FOUND, CURRENT)


def paint(text: str, found: tuple[Span, ...] = (), current: Span | None = None, span: Span | None = None) -> Strip:
    look = RowAppearance(Strip([Segment(text)]), found=found, current=current, span=span)
    return TranscriptPainter().paint_row(1, look, 40, 42, STYLES)


def texts_in(strip: Strip, style: Style) -> list[str]:
    return [part.text for part in strip if part.style is not None and part.style.bgcolor == style.bgcolor and part.text]


@pytest.mark.parametrize("word", ["foam", "泡沫", "👍🏽"])
def test_every_match_of_a_row_is_highlighted_and_nothing_else_changes(word: str) -> None:
    text = f"{word}{word} of {word}"
    size = len(word)
    spans = ((1, 1 + size), (1 + size, 1 + 2 * size), (1 + len(text) - size, 1 + len(text)))

    painted = paint(text, spans, current=spans[1])

    assert painted.text.strip() == text
    assert texts_in(painted, FOUND) == [word, word]
    assert texts_in(painted, CURRENT) == [word]
    assert painted.cell_length == 42


def test_a_selection_is_drawn_above_the_matches_to_the_end_of_the_text() -> None:
    painted = paint("one two three", ((5, 8),), span=(7, -1))

    assert "".join(texts_in(painted, FOUND)) == "tw"
    assert "".join(texts_in(painted, SELECTED)) == "o three"


def test_a_row_of_nothing_but_matches_costs_what_its_matches_do() -> None:
    def count(matches: int) -> int:
        found = tuple((1 + at, 2 + at) for at in range(matches))
        return count_calls(lambda: paint("x" * 40, found))

    assert count(40) < 5 * count(10)
