"""Rows below a heading that several tools share: marked entries, and prose of any length."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.output.printed_text import layout_printed_text
from octui.render.text.row_layout import INDENT, indent_lines, make_aside
from octui.render.text.wrapping import wrap_paragraphs
from octui.render.theme.palette import Palette
from octui.render.tool_output import OPEN_LINES

MAX_ENTRIES: Final = 200
"""Todos or questions of one call that are shown."""
MAX_ENTRY_ROWS: Final = 40
"""Rows of one of them."""


def render_wrapped_prose(text: str, width: int, palette: Palette, style: Style) -> list[Strip]:
    """Text under a heading, as a terminal would show it; of a very long one only its first `OPEN_LINES` rows."""
    rows, is_whole = layout_printed_text(text, max(1, width - INDENT), palette, style, OPEN_LINES)
    strips = indent_lines(rows)
    return strips if is_whole else [*strips, make_aside("… more, not shown", width, palette)]


def render_marked_entry(text: str, mark: str, mark_style: Style, style: Style, width: int) -> list[Strip]:
    """An entry under a heading: its mark, and its rows aligned below each other."""
    rows, _ = wrap_paragraphs(text, max(1, width - INDENT - len(mark)), style, MAX_ENTRY_ROWS)
    marks = [mark, *[" " * len(mark)] * (len(rows) - 1)]
    return indent_lines([[Segment(lead, mark_style), *line] for lead, line in zip(marks, rows, strict=False)])
