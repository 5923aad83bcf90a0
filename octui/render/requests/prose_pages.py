"""Prose in pages, broken between words."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from rich.segment import Segment
from rich.style import Style

from octui.render.requests.paged_rows import Page
from octui.render.text.cell_width import measure_width
from octui.render.text.segments import Line, wrap_segments
from octui.render.text.spoofing import escape_spoofing

PAGE_CHARACTERS: Final = 2_000
"""Prose of short lines has as many rows in it as a page of code."""


def page_prose(text: str, mark: str, style: Style, width: int) -> Iterator[Page]:
    """Split prose into pages between words; the first row starts with the mark."""
    start = 0
    while start < len(text) or start == 0:
        end = _find_prose_end(text, start)
        yield partial(_render_prose, text, start, end, " " * measure_width(mark) if start else mark, style, width)
        start = max(end, 1)


def _find_prose_end(text: str, start: int) -> int:
    """Where a page of prose ends that begins here: after a space, if there is one."""
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
