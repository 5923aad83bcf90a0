"""A change to a file, for the user who has to allow it: every line, numbered, and wrapped if it is long."""

from collections.abc import Iterator
from itertools import groupby

from rich.segment import Segment
from rich.style import Style

from octui.render.diff.patch_lines import PatchLine, number_patch_lines
from octui.render.text.reveal import announce_long_line, hang_indent, reveal_line, summarize_blank_lines
from octui.render.text.segments import Line, apply_background, pad_line
from octui.render.text.spoofing import BLANK_LINES
from octui.render.theme.palette import Palette

ROOM_FOR_NUMBERS = 40
"""Narrower than this, line numbers are left out."""


def render_diff_rows(part: str, width: int, palette: Palette) -> Iterator[Line]:
    """The rows of one file's part of a diff; long runs of blank lines are replaced by a note."""
    lines = list(number_patch_lines(part))
    digits = len(str(max((line.number for line in lines), default=0))) if width >= ROOM_FOR_NUMBERS else 0
    for (sign, blank), run in groupby(lines, key=lambda line: (line.sign, not line.text.strip(" \t"))):
        alike = list(run)
        if blank and len(alike) >= BLANK_LINES:
            lead, ground = _style_line_prefix(alike[0], digits, palette)
            yield pad_line(apply_background(summarize_blank_lines(len(alike), lead, palette), ground), width, ground)
            continue
        for line in alike:
            yield from (
                _render_hunk_heading(line, width, palette)
                if sign in "@?"
                else _render_changed_line(line, digits, width, palette)
            )


def _render_hunk_heading(line: PatchLine, width: int, palette: Palette) -> Iterator[Line]:
    yield from hang_indent(reveal_line(line.text, palette.diff_hunk, palette), width, (), palette)


def _render_changed_line(line: PatchLine, digits: int, width: int, palette: Palette) -> Iterator[Line]:
    lead, ground = _style_line_prefix(line, digits, palette)
    rows = [
        *announce_long_line(line.text, lead, palette),
        *hang_indent(reveal_line(line.text, palette.text, palette), width, lead, palette),
    ]
    for row in rows:
        yield pad_line(apply_background(row, ground), width, ground)


def _style_line_prefix(line: PatchLine, digits: int, palette: Palette) -> tuple[Line, Style]:
    match line.sign:
        case "+":
            number, sign, ground = palette.diff_added_line_number, palette.diff_added_sign, palette.diff_added
        case "-":
            number, sign, ground = palette.diff_removed_line_number, palette.diff_removed_sign, palette.diff_removed
        case _:
            number, sign, ground = palette.diff_line_number, palette.muted, palette.diff_context
    lead = [Segment(str(line.number).rjust(digits) + " ", number)] if digits else []
    return [*lead, Segment(f"{line.sign} ", sign)], ground
