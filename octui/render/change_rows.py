"""A change to a file as somebody reads it who has to allow it: every line, numbered, wrapped where it is long."""

from collections.abc import Iterator
from itertools import groupby

from rich.segment import Segment
from rich.style import Style

from octui.render.deceit import BLANK_LINES
from octui.render.laid_bare import announced, bared, blank_lines, hung
from octui.render.lines import Line, on, padded
from octui.render.palette import Palette
from octui.render.patch import PatchLine, patch_lines

ROOM_FOR_NUMBERS = 40
"""Narrower than this, line numbers are left out."""


def change_rows(part: str, width: int, palette: Palette) -> Iterator[Line]:
    """The rows of one file's part of a diff; long runs of blank lines are told in words."""
    lines = list(patch_lines(part))
    digits = len(str(max((line.number for line in lines), default=0))) if width >= ROOM_FOR_NUMBERS else 0
    for (sign, blank), run in groupby(lines, key=lambda line: (line.sign, not line.text.strip(" \t"))):
        alike = list(run)
        if blank and len(alike) >= BLANK_LINES:
            lead, ground = _lead(alike[0], digits, palette)
            yield padded(on(blank_lines(len(alike), lead, palette), ground), width, ground)
            continue
        for line in alike:
            yield from _heading(line, width, palette) if sign in "@?" else _change(line, digits, width, palette)


def _heading(line: PatchLine, width: int, palette: Palette) -> Iterator[Line]:
    yield from hung(bared(line.text, palette.diff_hunk, palette), width, (), palette)


def _change(line: PatchLine, digits: int, width: int, palette: Palette) -> Iterator[Line]:
    lead, ground = _lead(line, digits, palette)
    rows = [*announced(line.text, lead, palette), *hung(bared(line.text, palette.text, palette), width, lead, palette)]
    for row in rows:
        yield padded(on(row, ground), width, ground)


def _lead(line: PatchLine, digits: int, palette: Palette) -> tuple[Line, Style]:
    match line.sign:
        case "+":
            number, sign, ground = palette.diff_added_line_number, palette.diff_added_sign, palette.diff_added
        case "-":
            number, sign, ground = palette.diff_removed_line_number, palette.diff_removed_sign, palette.diff_removed
        case _:
            number, sign, ground = palette.diff_line_number, palette.muted, palette.diff_context
    lead = [Segment(str(line.number).rjust(digits) + " ", number)] if digits else []
    return [*lead, Segment(f"{line.sign} ", sign)], ground
