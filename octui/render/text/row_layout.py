"""Rows of a block: something on the left, something on the right, and the lines below a heading."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.text.cell_width import clip_text, measure_width
from octui.render.text.lean_strip import LeanStrip
from octui.render.text.sanitize import to_single_line
from octui.render.text.segments import make_strip
from octui.render.theme.palette import Palette

INDENT = 4
"""The indent of what belongs to a heading: it lines up with the heading's text."""
SHARE = 0.6
"""How much of a row its right side may take before its last pieces are left out."""

Piece = tuple[str, Style]


def layout_row(left: Sequence[Piece], width: int, right: Sequence[Piece] = ()) -> Strip:
    """One row: `right` is at the edge, its first pieces kept; `left` is cut with an ellipsis if it is too long."""
    tail = _fit_right_side(right, width)
    taken = sum(measure_width(text) for text, _ in tail)
    room = max(0, width - taken - (2 if tail else 0))
    segments: list[Segment] = []
    used = 0
    for text, style in left:
        clean = clip_text(to_one_line(text, width), room - used)
        segments.append(Segment(clean, style))
        used += measure_width(clean)
        if used >= room or clean.endswith("…"):
            break
    if tail:
        segments.append(Segment(" " * max(0, width - used - taken)))
        segments.extend(Segment(text, style) for text, style in tail)
    return crop_strip(make_strip(segments), width)


def _fit_right_side(right: Sequence[Piece], width: int) -> list[Piece]:
    """What fits of the right side: its last pieces, the least important, are left out first."""
    tail = [(to_one_line(text, width), style) for text, style in right if text]
    while len(tail) > 1 and sum(measure_width(text) for text, _ in tail) > width * SHARE:
        tail.pop()
    return [(clip_text(text, max(1, int(width * SHARE))), style) for text, style in tail]


def to_one_line(text: str, width: int) -> str:
    """Untrusted text on one row; of a very long one only as much as could fit is processed."""
    return to_single_line(text[: 8 * width + 64])


def add_bar(lines: Iterable[Sequence[Segment]], bar: Style, mark: str = "│ ") -> list[Strip]:
    """Lines below a heading, each after a bar."""
    lead = [Segment(" " * (INDENT - measure_width(mark))), Segment(mark, bar)]
    return [make_strip([*lead, *line]) for line in lines]


def indent_lines(lines: Iterable[Sequence[Segment]], columns: int = INDENT) -> list[Strip]:
    lead = Segment(" " * columns)
    return [make_strip([lead, *line]) for line in lines]


def shift_strips(strips: Iterable[Strip], columns: int) -> list[Strip]:
    """Strips moved to the right."""
    lead = Segment(" " * columns)
    return [LeanStrip([lead, *strip], strip.cell_length + columns) for strip in strips]


def make_aside(text: str, width: int, palette: Palette) -> Strip:
    """A muted row of octui's own, below a heading."""
    return layout_row([(" " * INDENT + text, palette.muted)], width)


def crop_strip(strip: Strip, width: int) -> Strip:
    return strip if strip.cell_length <= width else strip.crop(0, max(0, width))
