"""Lays a proposal out as rows: every character is there, and what hides in blank space is told in words."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.approval import Kind, Passage
from octui.render.cells import TAB, cell_width
from octui.render.deceit import BLANK_LINES, BLANKS, spelled
from octui.render.lines import Line, flowed, folded, padded, strip
from octui.render.palette import Palette
from octui.render.patch import patch_lines

WRAP: Final = "↪ "
"""Before what goes on from the row above; a line that begins there has none."""

LONG: Final = 400
"""A line of more characters says how many."""

_PIECE: Final = re.compile(r"\\u\{[0-9a-f]+\}| {3,}|\t| +$|␍")


def proposal_rows(passages: Sequence[Passage], width: int, palette: Palette) -> list[Strip]:
    """The rows of all passages, none wider than `width`."""
    return [strip(line) for passage in passages for line in _passage(passage, max(width, 8), palette)]


def _passage(passage: Passage, width: int, palette: Palette) -> Iterator[Line]:
    text = passage.text.replace("\r\n", "␍\n")
    if passage.kind is Kind.DIFF:
        yield from _diff(text, width, palette)
        return
    if passage.kind is Kind.CLAIM:
        words = spelled(text).replace("\t", " ")
        for line in words.split("\n"):
            yield from _hung(flowed, [Segment(line, palette.muted)], width, Segment(passage.mark, palette.muted), palette)
        return
    lines = text.split("\n")
    mark = passage.mark
    if passage.label:
        if len(lines) == 1 and cell_width(text) + len(passage.label) + 2 <= width:
            yield [Segment(f"{spelled(passage.label)}: ", palette.muted), *_shown(text, palette.text, palette)]
            return
        yield from folded([Segment(f"{spelled(passage.label)}:", palette.muted)], width)
        mark = mark or "  "
    yield from _lines(lines, mark, width, palette)


def _lines(lines: Sequence[str], mark: str, width: int, palette: Palette) -> Iterator[Line]:
    for number, (line, blank) in enumerate(_gathered(lines)):
        lead = Segment(mark if number == 0 or mark.isspace() or mark == "• " else " " * cell_width(mark), palette.primary)
        if blank >= BLANK_LINES:
            yield [lead, Segment(f"⟨{blank:,} blank lines⟩", palette.warning)]
            continue
        yield from _measured(line, lead, palette)
        yield from _hung(folded, _shown(line, palette.text, palette), width, lead, palette)


def _measured(line: str, lead: Segment, palette: Palette) -> Iterator[Line]:
    if len(line) > LONG:
        yield [lead, Segment(f"⟨one line of {len(line):,} characters⟩", palette.warning)]


def _hung(cut: "_Cut", line: Line, width: int, lead: Segment, palette: Palette) -> Iterator[Line]:
    """The line behind its lead, and what goes on from it behind the wrap mark."""
    room = max(1, width - max(cell_width(lead.text), cell_width(WRAP)))
    gap = " " * (cell_width(lead.text) - cell_width(WRAP))
    for number, row in enumerate(cut(line, room)):
        if number == 0:
            yield [lead, *row]
        elif cut is flowed:
            yield [Segment(" " * cell_width(lead.text)), *row]
        else:
            yield [Segment(gap + WRAP, palette.warning), *row]


def _gathered(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each line, and long runs of empty ones as one with their number."""
    blank: list[str] = []
    for line in lines:
        if not line.strip(" \t"):
            blank.append(line)
            continue
        yield from _blanks(blank)
        blank = []
        yield line, 0
    yield from _blanks(blank)


def _blanks(blank: Sequence[str]) -> Iterator[tuple[str, int]]:
    if len(blank) >= BLANK_LINES:
        yield "", len(blank)
    else:
        for line in blank:
            yield line, 0


def _shown(text: str, style: Style, palette: Palette) -> Line:
    """One line with its hidden characters spelled out and its blank stretches made visible."""
    text = spelled(text)
    line: Line = []
    used = 0
    begun = 0
    for match in _PIECE.finditer(text):
        start, end = match.span()
        piece = match.group()
        line.append(Segment(text[begun:start], style))
        used += cell_width(text[begun:start])
        begun = end
        shown, tone = _drawn(piece, start == 0, used, palette, style)
        line.append(Segment(shown, tone))
        used += cell_width(shown)
    line.append(Segment(text[begun:], style))
    return [segment for segment in line if segment.text]


def _drawn(piece: str, leads: bool, used: int, palette: Palette, style: Style) -> tuple[str, Style]:
    if piece[0] == "\\":
        return piece, style + palette.error
    if piece == "\t":
        return "⇥".ljust(TAB - used % TAB), style + palette.faint
    if piece[0] != " ":
        return piece, style + palette.faint
    if len(piece) >= BLANKS:
        return f"⟨{len(piece):,} spaces⟩", style + palette.warning
    # Indentation is what spaces are for.
    return (piece, style) if leads else ("·" * len(piece), style + palette.faint)
