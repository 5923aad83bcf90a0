"""Source code with its line numbers, as part of a tool call."""

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from octui.render.code.syntax_highlighting import detect_language, highlight_code
from octui.render.text.row_layout import INDENT, indent_lines
from octui.render.text.segments import fold_segments
from octui.render.theme.palette import Palette

COLOURED: Final = 20_000
"""Characters beyond which code is not highlighted: it would take too long."""
GAPS: Final = 4
"""Cells around a number, as they are in a diff."""
MAX_LINE_LENGTH: Final = 2_000
"""Characters shown of one line."""


def render_numbered_lines(lines: Sequence[str], first: int, path: str, width: int, palette: Palette) -> list[Strip]:
    """The lines, each with its number from `first` on, folded where they are too long."""
    cut = [_cut_long_line(line.rstrip("\r")) for line in lines]
    source = "\n".join(cut)
    language = detect_language(path) if len(source) <= COLOURED else ""
    digits = max(2, len(str(first + len(lines))))
    room = max(1, width - INDENT - digits - GAPS)
    rows = []
    for offset, line in enumerate(highlight_code(source, language, palette)):
        lead = f" {first + offset:>{digits}}   "
        for row in fold_segments(line, room):
            rows.append([Segment(lead, palette.diff_line_number), *row])
            lead = " " * len(lead)
    return indent_lines(rows)


def _cut_long_line(line: str) -> str:
    return (
        line
        if len(line) <= MAX_LINE_LENGTH
        else f"{line[:MAX_LINE_LENGTH]} … {len(line) - MAX_LINE_LENGTH:,} more characters"
    )
