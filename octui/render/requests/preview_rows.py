"""Lays out a permission preview as rows, from its warnings to its last character."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final

from rich.segment import Segment

from octui.render.code.syntax_highlighting import MAX_COLOURED_LENGTH
from octui.render.requests.diff_rows import DiffPages, page_diff_rows
from octui.render.requests.long_lines import page_long_line
from octui.render.requests.page_breaks import split_pages
from octui.render.requests.paged_rows import PAGE_CHARACTERS, PAGE_LINES, Page, PagedRows
from octui.render.requests.permission_preview import PermissionPreview
from octui.render.requests.prose_pages import page_prose
from octui.render.text.cell_width import measure_width
from octui.render.text.reveal import (
    announce_long_line,
    collapse_blank_lines,
    hang_indent,
    reveal_line,
    summarize_blank_lines,
)
from octui.render.text.sanitize import to_whole_line
from octui.render.text.segments import Line, fold_segments
from octui.render.text.spoofing import escape_spoofing, mark_carriage_returns
from octui.render.theme.palette import Palette
from octui.render.tools.permission_fields import PreviewKind, PreviewSection

MIN_WIDTH: Final = 8
"""Cells below which rows may be too wide rather than empty."""

SHORT_LENGTH: Final = 200
"""Sections of no more characters share a page."""

_NEXT_PAGE: Final = re.compile(r"\n(?=[ \t]*+[^ \t\n])")
"""A newline before a line that is not blank."""

_EVERY_LINE: Final = ("│ ", "• ")
"""Marks that are repeated before every line of a text."""


def render_permission_preview(preview: PermissionPreview, width: int, palette: Palette) -> PagedRows:
    """Every row is at most `width` wide; rows are laid out when they are looked at.

    What only shows lines that stay as they are, at the end, need not be read before it is allowed.
    """
    width = max(width, MIN_WIDTH)
    pages = [page for warning in preview.warnings for page in page_prose(warning, "⚠ ", palette.error, width)]
    required = len(pages)
    is_coloured = preview.character_count <= MAX_COLOURED_LENGTH
    for is_short, sections in groupby(preview.sections, _is_short_code):
        if is_short:
            pages += _page_short_sections(list(sections), width, palette)
            required = len(pages)
            continue
        for section in sections:
            diff = _page_section(section, width, palette, is_coloured=is_coloured)
            required = len(pages) + diff.required
            pages += diff.pages
    return PagedRows(pages, required)


def _is_short_code(section: PreviewSection) -> bool:
    return section.kind is PreviewKind.CODE and len(section.text) + len(section.label) <= SHORT_LENGTH


def _page_short_sections(sections: Sequence[PreviewSection], width: int, palette: Palette) -> Iterator[Page]:
    """Many short sections, as there are of a call with thousands of arguments."""
    for start in range(0, len(sections), PAGE_LINES):
        yield partial(_render_code_sections, sections[start : start + PAGE_LINES], width, palette)


def _render_code_sections(sections: Iterable[PreviewSection], width: int, palette: Palette) -> Iterator[Line]:
    return (row for section in sections for page in _page_code_section(section, width, palette) for row in page())


def _page_section(section: PreviewSection, width: int, palette: Palette, *, is_coloured: bool) -> DiffPages:
    text = mark_carriage_returns(section.text)
    match section.kind:
        case PreviewKind.DIFF:
            return page_diff_rows(text, width, palette, section.language if is_coloured else "")
        case PreviewKind.CLAIM:
            pages = list(page_prose(text, section.mark, palette.muted, width))
        case PreviewKind.CODE:
            pages = list(_page_code_section(section, width, palette))
    return DiffPages(pages, len(pages))


def _page_code_section(section: PreviewSection, width: int, palette: Palette) -> Iterator[Page]:
    text = mark_carriage_returns(section.text)
    mark, label = section.mark, to_whole_line(escape_spoofing(section.label))
    if label:
        is_line = len(text) <= width and "\n" not in text
        if is_line and measure_width(label) + measure_width(text) + 2 <= width:
            lead = [Segment(f"{label}: ", palette.muted)]
            yield partial(hang_indent, reveal_line(text, palette.text, palette), width, lead, palette)
            return
        yield from _page_label(f"{label}:", width, palette)
        mark = mark or "│ "
    lead = [Segment(mark, palette.primary if mark == "$ " else palette.muted)] if mark else []
    is_repeated = not mark or mark in _EVERY_LINE
    following = lead if is_repeated else [Segment(" " * measure_width(mark))]
    for start, end in split_pages(text, _NEXT_PAGE):
        begins = lead if start == 0 else following
        if end - start > PAGE_CHARACTERS and text.find("\n", start, end) < 0:
            yield from page_long_line(text, (start, end), begins, width, palette.text, palette)
        else:
            yield partial(_render_code_lines, text, start, end, begins, following, width, palette)


def _page_label(label: str, width: int, palette: Palette) -> Iterator[Page]:
    if len(label) > PAGE_CHARACTERS:
        return page_long_line(label, (0, len(label)), (), width, palette.muted, palette)
    return iter([partial(fold_segments, [Segment(label, palette.muted)], width)])


def _render_code_lines(
    text: str, start: int, end: int, lead: Line, following: Line, width: int, palette: Palette
) -> Iterator[Line]:
    for line, blank in collapse_blank_lines(text[start:end].split("\n")):
        if blank:
            yield summarize_blank_lines(blank, lead, palette)
        else:
            yield from announce_long_line(len(line), lead, palette)
            yield from hang_indent(reveal_line(line, palette.text, palette), width, lead, palette)
        lead = following
