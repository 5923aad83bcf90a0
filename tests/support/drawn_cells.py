"""What the compositor of an app has drawn, row by row and cell by cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.color import Color


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A run of text with one pair of colours."""

    row: int
    column: int
    text: str
    foreground: Color
    background: Color
    dim: bool = False


def list_screen_rows(app: App[Any]) -> list[str]:
    """The text of each row, without blanks at its end."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips(app.size)]


def read_screen(app: App[Any]) -> str:
    return "\n".join(list_screen_rows(app))


def iterate_drawn_text(app: App[Any]) -> Iterator[DrawnText]:
    """Every run on the screen that is not blank, with its colours as the terminal gets them."""
    for row, strip in enumerate(app.screen._compositor.render_strips(app.size)):
        column = 0
        for segment in strip:
            style = segment.style
            if segment.text.strip() and style is not None and style.color is not None and style.bgcolor is not None:
                pair = [Color.from_rich_color(colour) for colour in (style.color, style.bgcolor)]
                if style.reverse:
                    pair.reverse()
                yield DrawnText(row, column, segment.text, pair[0], pair[1], bool(style.dim))
            column += segment.cell_length
