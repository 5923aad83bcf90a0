"""Lines of plain output as rows."""

from typing import Final

from rich.segment import Segment
from rich.style import Style

from octui.render.text.cell_width import expand_tabs
from octui.render.text.head_tail import Place
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import Line, fold_segments
from octui.render.theme.palette import Palette

MAX_LINE_LENGTH: Final = 4_000
"""Characters of one line that are looked at; the rest is counted, not shown."""
TAB: Final = 8
"""Cells between the tab stops of a terminal, which programs expect."""


def render_plain_rows(
    text: str, span: Place, width: int, palette: Palette, base: Style, *, most: int | None = None
) -> list[Line]:
    """A line, given by its place in `text`, folded to `width` cells; a last row may say how much is left out."""
    start, end = span
    left_out = max(0, end - start - find_character_limit(width, most))
    shown = escape_unseen(expand_tabs(text[start : end - left_out].removesuffix("\r"), TAB))
    return shorten_rows(fold_segments([Segment(shown, base)] if shown else [], width), left_out, width, palette, most)


def find_character_limit(width: int, most: int | None) -> int:
    """How many characters of a line are looked at where `most` rows of it are shown."""
    return MAX_LINE_LENGTH if most is None else min(MAX_LINE_LENGTH, 4 * most * width)


def shorten_rows(rows: list[Line], left_out: int, width: int, palette: Palette, most: int | None) -> list[Line]:
    """The first `most` rows, and one that says how much is left out with the `left_out` characters after them."""
    if most is not None and len(rows) > most:
        left_out += sum(len(segment.text) for row in rows[most:] for segment in row)
        rows = rows[:most]
    if left_out:
        rows.append([Segment(f"… {left_out:,} more characters"[:width], palette.muted)])
    return rows
