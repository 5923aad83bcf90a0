"""Lays out a permission preview as rows, from its warnings to its last character."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.code.syntax_highlighting import MAX_COLOURED_LENGTH
from octui.render.requests.diff_rows import count_context_rows, page_diff_rows
from octui.render.requests.long_lines import page_long_line
from octui.render.requests.paged_rows import PAGE_CHARACTERS, PAGE_LINES, Page, PagedRows
from octui.render.requests.permission_preview import PermissionPreview
from octui.render.text.cell_width import measure_width
from octui.render.text.head_tail import iter_first_lines
from octui.render.text.reveal import (
    announce_long_line,
    collapse_blank_lines,
    hang_indent,
    reveal_line,
    summarize_blank_lines,
)
from octui.render.text.sanitize import to_whole_line
from octui.render.text.segments import Line, fold_segments, wrap_segments
from octui.render.text.spoofing import escape_spoofing, mark_carriage_returns
from octui.render.theme.palette import Palette
from octui.render.tools.permission_fields import PreviewKind, PreviewSection

MIN_WIDTH: Final = 8
"""Cells below which rows may be too wide rather than empty."""

_PAGE_END: Final = re.compile(r"\n(?=[ \t]*+[^ \t\n])")
"""A newline before a line that is not blank."""

_EVERY_LINE: Final = ("│ ", "• ")
"""Marks that are repeated before every line of a text."""


def render_permission_preview(preview: PermissionPreview, width: int, palette: Palette) -> Sequence[Strip]:
    """Every row is at most `width` wide; rows of a large text are laid out when they are looked at."""
    return PagedRows(_list_pages(preview, max(width, MIN_WIDTH), palette))


def count_optional_rows(preview: PermissionPreview, width: int, palette: Palette) -> int:
    """How many rows at the end need not be read before it is allowed: they only show lines that stay as they are."""
    last = preview.sections[-1] if preview.sections else None
    if last is None or last.kind is not PreviewKind.DIFF:
        return 0
    return count_context_rows(mark_carriage_returns(last.text), max(width, MIN_WIDTH), palette)


def _list_pages(preview: PermissionPreview, width: int, palette: Palette) -> Iterator[Page]:
    for warning in preview.warnings:
        yield from _page_prose_section(warning, "⚠ ", palette.error, width)
    is_coloured = preview.character_count <= MAX_COLOURED_LENGTH
    for section in preview.sections:
        text = mark_carriage_returns(section.text)
        match section.kind:
            case PreviewKind.DIFF:
                yield from page_diff_rows(text, width, palette, section.language if is_coloured else "")
            case PreviewKind.CLAIM:
                yield from _page_prose_section(text, section.mark, palette.muted, width)
            case PreviewKind.CODE:
                yield from _page_code_section(text, section, width, palette)


def _page_code_section(text: str, section: PreviewSection, width: int, palette: Palette) -> Iterator[Page]:
    mark, label = section.mark, to_whole_line(escape_spoofing(section.label))
    if label:
        if "\n" not in text and measure_width(label) + measure_width(text) + 2 <= width:
            lead = [Segment(f"{label}: ", palette.muted)]
            yield partial(hang_indent, reveal_line(text, palette.text, palette), width, lead, palette)
            return
        yield partial(fold_segments, [Segment(f"{label}:", palette.muted)], width)
        mark = mark or "│ "
    lead = [Segment(mark, palette.primary if mark == "$ " else palette.muted)] if mark else []
    is_repeated = not mark or mark in _EVERY_LINE
    following = lead if is_repeated else [Segment(" " * measure_width(mark))]
    for start, end in _split_code_pages(text):
        begins = lead if start == 0 else following
        if end - start > PAGE_CHARACTERS and text.find("\n", start, end) < 0:
            yield from page_long_line(text[start:end], begins, width, palette.text, palette)
        else:
            yield partial(_render_code_lines, text, start, end, begins, following, width, palette)


def _split_code_pages(text: str) -> Iterator[tuple[int, int]]:
    """Where each page of a text begins and ends, without its last newline; blank lines end a page.

    A line that is longer than a page is alone.
    """
    start = 0
    while found := _PAGE_END.search(text, _find_full_page(text, start)):
        yield from _isolate_long_line(text, start, found.start())
        start = found.end()
    yield from _isolate_long_line(text, start, len(text))


def _isolate_long_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A page, cut before and after the one line that may be too long for it."""
    long = next((place for place in iter_first_lines(text, start, end) if place[1] - place[0] > PAGE_CHARACTERS), None)
    if long is None:
        yield start, end
        return
    if long[0] > start:
        yield start, long[0] - 1
    yield long
    if long[1] < end:
        yield from _isolate_long_line(text, long[1] + 1, end)


def _find_full_page(text: str, start: int) -> int:
    """Where a page is full that begins here: after so many lines or characters, whatever comes first."""
    newlines = re.compile("\n").finditer(text, start, start + PAGE_CHARACTERS)
    last = next(islice(newlines, PAGE_LINES - 1, None), None)
    return last.start() if last else start + PAGE_CHARACTERS


def _render_code_lines(
    text: str, start: int, end: int, lead: Line, following: Line, width: int, palette: Palette
) -> Iterator[Line]:
    for line, blank in collapse_blank_lines(text[start:end].split("\n")):
        if blank:
            yield summarize_blank_lines(blank, lead, palette)
        else:
            yield from announce_long_line(line, lead, palette)
            yield from hang_indent(reveal_line(line, palette.text, palette), width, lead, palette)
        lead = following


def _page_prose_section(text: str, mark: str, style: Style, width: int) -> Iterator[Page]:
    """Prose, broken between words."""
    start = 0
    while start < len(text) or start == 0:
        end = _find_prose_end(text, start)
        yield partial(_render_prose, text, start, end, " " * measure_width(mark) if start else mark, style, width)
        start = max(end, 1)


def _find_prose_end(text: str, start: int) -> int:
    """Where a page of prose ends that begins here: behind a blank, if there is one."""
    limit = start + PAGE_CHARACTERS
    if limit >= len(text):
        return len(text)
    return max(text.rfind("\n", start, limit), text.rfind(" ", start, limit)) + 1 or limit


def _render_prose(text: str, start: int, end: int, mark: str, style: Style, width: int) -> Iterator[Line]:
    hang = measure_width(mark)
    page = text[start:end].removesuffix("\n") if end < len(text) else text[start:end]
    for line in escape_spoofing(page).replace("\t", " ").split("\n"):
        for row in wrap_segments([Segment(line, style)], max(1, width - hang)):
            yield [Segment(mark, style), *row]
            mark = " " * hang
