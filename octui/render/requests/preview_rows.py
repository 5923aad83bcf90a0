"""Lays out a permission preview as rows, from its warnings to its last character."""

from collections.abc import Iterator
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.requests.diff_rows import count_context_rows, render_diff_rows
from octui.render.requests.permission_preview import PermissionPreview
from octui.render.text.cell_width import measure_width
from octui.render.text.reveal import (
    announce_long_line,
    collapse_blank_lines,
    hang_indent,
    reveal_line,
    summarize_blank_lines,
)
from octui.render.text.sanitize import to_single_line
from octui.render.text.segments import Line, fold_segments, make_strip, wrap_segments
from octui.render.text.spoofing import escape_spoofing, mark_carriage_returns
from octui.render.theme.palette import Palette
from octui.render.tools.permission_fields import PreviewKind, PreviewSection

LEAST: Final = 8
"""Cells below which rows may be too wide rather than empty."""

_EVERY_LINE: Final = ("│ ", "• ")
"""Marks that are repeated before every line of a text."""


def render_permission_preview(preview: PermissionPreview, width: int, palette: Palette) -> list[Strip]:
    """Every row is at most `width` wide."""
    width = max(width, LEAST)
    rows = [
        make_strip(line)
        for warning in preview.warnings
        for line in _render_prose_section(warning, "⚠ ", palette.error, width)
    ]
    return rows + [
        make_strip(line) for section in preview.sections for line in _render_section(section, width, palette)
    ]


def count_optional_rows(preview: PermissionPreview, width: int, palette: Palette) -> int:
    """How many rows at the end need not be read before it is allowed: they only show lines that stay as they are."""
    last = preview.sections[-1] if preview.sections else None
    if last is None or last.kind is not PreviewKind.DIFF:
        return 0
    return count_context_rows(mark_carriage_returns(last.text), max(width, LEAST), palette)


def _render_section(section: PreviewSection, width: int, palette: Palette) -> Iterator[Line]:
    text = mark_carriage_returns(section.text)
    match section.kind:
        case PreviewKind.DIFF:
            yield from render_diff_rows(text, width, palette, section.language)
        case PreviewKind.CLAIM:
            yield from _render_prose_section(text, section.mark, palette.muted, width)
        case PreviewKind.CODE:
            yield from _render_code_section(text, section, width, palette)


def _render_code_section(text: str, section: PreviewSection, width: int, palette: Palette) -> Iterator[Line]:
    mark, label = section.mark, to_single_line(escape_spoofing(section.label))
    if label:
        if "\n" not in text and measure_width(label) + measure_width(text) + 2 <= width:
            yield from hang_indent(
                reveal_line(text, palette.text, palette), width, [Segment(f"{label}: ", palette.muted)], palette
            )
            return
        yield from fold_segments([Segment(f"{label}:", palette.muted)], width)
        mark = mark or "│ "
    lead = [Segment(mark, palette.primary if mark == "$ " else palette.muted)] if mark else []
    for line, blank in collapse_blank_lines(text.split("\n")):
        if blank:
            yield summarize_blank_lines(blank, lead, palette)
        else:
            yield from announce_long_line(line, lead, palette)
            yield from hang_indent(reveal_line(line, palette.text, palette), width, lead, palette)
        if mark and mark not in _EVERY_LINE:
            lead = [Segment(" " * measure_width(mark))]


def _render_prose_section(text: str, mark: str, style: Style, width: int) -> Iterator[Line]:
    """Prose, broken between words."""
    hang = measure_width(mark)
    for line in escape_spoofing(text).replace("\t", " ").split("\n"):
        for row in wrap_segments([Segment(line, style)], max(1, width - hang)):
            yield [Segment(mark, style), *row]
            mark = " " * hang
