"""Rows of a transcript as they go to the screen: margins, the bar of the cursor, and what is selected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

LEFT = 1
RIGHT = 1
BAR = "▌"
KEPT = 400

Span = tuple[int, int]
"""Characters of a row that are selected; an end below 0 is the end of the text."""


class RowAppearance(NamedTuple):
    """All that a row's appearance depends on."""

    strip: Strip
    is_marked: bool = False
    span: Span | None = None
    found: tuple[Span, ...] = ()
    """Matches of a search."""
    current: Span | None = None
    """The match the search is at."""


class TranscriptStyles(NamedTuple):
    """The styles of the widget; those of the cursor go below a block's own styles, the selection above them."""

    base: Style
    bar: Style
    marked: Style
    selection: Style
    found: Style = Style()
    current: Style = Style()


class TranscriptPainter:
    """Returns the same strip as before while a row's appearance did not change, to keep what Textual cached with it."""

    def __init__(self) -> None:
        self._painted: dict[int, tuple[RowAppearance, Strip]] = {}
        self._widths = (0, 0)
        self._styles: TranscriptStyles | None = None

    def paint_row(self, line: int, look: RowAppearance, inner: int, width: int, styles: TranscriptStyles) -> Strip:
        """The row with this id: `inner` cells of its block between margins, `width` cells in total."""
        if (inner, width) != self._widths or styles is not self._styles or len(self._painted) > KEPT:
            self._painted.clear()
            self._widths, self._styles = (inner, width), styles
        known = self._painted.get(line)
        if known and is_same_appearance(known[0], look):
            return known[1]
        strip = _paint_appearance(look, inner, width, styles)
        self._painted[line] = (look, strip)
        return strip


def is_same_appearance(one: RowAppearance, other: RowAppearance) -> bool:
    same = one.strip is other.strip or one.strip == other.strip
    return same and one[1:] == other[1:]


def rows_to_regions(ys: list[int], width: int) -> list[Region]:
    """Regions that cover these rows, which ascend."""
    regions: list[Region] = []
    for y in ys:
        if regions and regions[-1].bottom == y:
            regions[-1] = Region(0, regions[-1].y, width, regions[-1].height + 1)
        else:
            regions.append(Region(0, y, width, 1))
    return regions


def _paint_appearance(look: RowAppearance, inner: int, width: int, styles: TranscriptStyles) -> Strip:
    body = look.strip if look.strip.cell_length <= inner else look.strip.crop(0, inner)
    left = Segment(BAR, styles.bar) if look.is_marked else Segment(" " * LEFT)
    right = Segment(" " * max(0, width - LEFT - body.cell_length))
    base = styles.base + styles.marked if look.is_marked else styles.base
    # Only one strip: creating strips is what makes painting expensive.
    strip = Strip(Segment.apply_style([left, *body, right], base), max(width, LEFT + body.cell_length))
    if look.found:
        strip = _highlight_spans(
            strip, [(span, styles.current if span == look.current else styles.found) for span in look.found]
        )
    if look.span:
        strip = _highlight_spans(strip, [(look.span, styles.selection)])
    return strip if strip.cell_length == width else strip.crop(0, width)


def _highlight_spans(strip: Strip, highlights: Sequence[tuple[Span, Style]]) -> Strip:
    """Style spans of a row, which ascend, in one pass: a row can be nothing but matches."""
    text = strip.text
    cuts: list[int] = []
    chosen: list[Style] = []
    cell, at = 0, 0
    for (first, last), style in highlights:
        start = max(LEFT, first)
        end = len(text.rstrip()) if last < 0 else last
        if end > start:
            left = cell + cell_len(text[at:start])
            cell, at = left + cell_len(text[start:end]), end
            cuts += (left, cell)
            chosen.append(style)
    # Each style is for the second of a pair of pieces; the rest of the row comes last.
    pieces = list(Segment.divide(strip, [*cuts, strip.cell_length + 1]))
    for number, style in enumerate(chosen):
        pieces[2 * number + 1] = list(Segment.apply_style(pieces[2 * number + 1], post_style=style))
    return Strip(chain.from_iterable(pieces), strip.cell_length)
