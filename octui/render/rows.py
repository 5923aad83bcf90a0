"""Rows of a block: something on the left, something on the right, and output under a bar."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.cells import cell_width, clip
from octui.render.safe import single_line

Piece = tuple[str, Style]


def row(left: Sequence[Piece], width: int, right: Sequence[Piece] = ()) -> Strip:
    """One row: `right` stands at the edge and is kept, `left` is cut with an ellipsis when both do not fit."""
    tail = [(single_line(text), style) for text, style in right if text]
    room = max(0, width - sum(cell_width(text) for text, _ in tail) - (1 if tail else 0))
    segments: list[Segment] = []
    used = 0
    for text, style in left:
        clean = single_line(text)
        size = cell_width(clean)
        if used + size > room:
            clean = clip(clean, room - used)
            segments.append(Segment(clean, style))
            used += cell_width(clean)
            break
        segments.append(Segment(clean, style))
        used += size
    if tail:
        segments.append(Segment(" " * max(0, width - used - sum(cell_width(text) for text, _ in tail))))
        segments.extend(Segment(text, style) for text, style in tail)
    return Strip(segments).crop(0, max(0, width))


def barred(lines: Iterable[Sequence[Segment]], bar: Style, *, indent: str = "  ", mark: str = "│ ") -> list[Strip]:
    """Lines that belong to what stands above them."""
    lead = [Segment(indent), Segment(mark, bar)]
    return [Strip([*lead, *line]) for line in lines]


def shifted(strips: Iterable[Strip], columns: int) -> list[Strip]:
    """Strips moved to the right."""
    lead = Segment(" " * columns)
    return [Strip([lead, *strip]) for strip in strips]
