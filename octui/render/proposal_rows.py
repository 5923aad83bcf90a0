"""Lays a proposal out as rows, from its doubts to its last character."""

from collections.abc import Iterator
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.approval import Kind, Passage, Proposal
from octui.render.cells import cell_width
from octui.render.change_rows import change_rows
from octui.render.deceit import line_ends, spelled
from octui.render.laid_bare import announced, bared, blank_lines, gathered, hung
from octui.render.lines import Line, flowed, folded, strip
from octui.render.palette import Palette
from octui.render.safe import single_line

LEAST: Final = 8
"""Cells below which rows are wider than they should be rather than empty."""

_EVERY_LINE: Final = ("│ ", "• ")
"""Marks that stand before each line of a text and not only before its first."""


def proposal_rows(proposal: Proposal, width: int, palette: Palette) -> list[Strip]:
    """Every row is at most `width` wide."""
    width = max(width, LEAST)
    rows = [strip(line) for doubt in proposal.doubts for line in _words(doubt, "⚠ ", palette.error, width)]
    return rows + [strip(line) for passage in proposal.passages for line in _passage(passage, width, palette)]


def _passage(passage: Passage, width: int, palette: Palette) -> Iterator[Line]:
    text = line_ends(passage.text)
    match passage.kind:
        case Kind.DIFF:
            yield from change_rows(text, width, palette)
        case Kind.CLAIM:
            yield from _words(text, passage.mark, palette.muted, width)
        case Kind.CODE:
            yield from _code(text, passage, width, palette)


def _code(text: str, passage: Passage, width: int, palette: Palette) -> Iterator[Line]:
    mark, label = passage.mark, single_line(spelled(passage.label))
    if label:
        if "\n" not in text and cell_width(label) + cell_width(text) + 2 <= width:
            yield from hung(bared(text, palette.text, palette), width, [Segment(f"{label}: ", palette.muted)], palette)
            return
        yield from folded([Segment(f"{label}:", palette.muted)], width)
        mark = mark or "│ "
    lead = [Segment(mark, palette.primary if mark == "$ " else palette.muted)] if mark else []
    for line, blank in gathered(text.split("\n")):
        if blank:
            yield blank_lines(blank, lead, palette)
        else:
            yield from announced(line, lead, palette)
            yield from hung(bared(line, palette.text, palette), width, lead, palette)
        if mark and mark not in _EVERY_LINE:
            lead = [Segment(" " * cell_width(mark))]


def _words(text: str, mark: str, style: Style, width: int) -> Iterator[Line]:
    """Prose, broken between words."""
    hang = cell_width(mark)
    for line in spelled(text).replace("\t", " ").split("\n"):
        for row in flowed([Segment(line, style)], max(1, width - hang)):
            yield [Segment(mark, style), *row]
            mark = " " * hang
