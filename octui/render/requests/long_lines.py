"""A line that is too long for one page, in pages that begin where its rows do."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

from rich.segment import Segment
from rich.style import Style

from octui.render.requests.paged_rows import PAGE_CHARACTERS, Page
from octui.render.text.cell_width import split_near_spaces
from octui.render.text.reveal import announce_long_line, hang_indent, make_wrap_mark, measure_hang, reveal_line
from octui.render.text.segments import Line
from octui.render.text.spoofing import escape_spoofing
from octui.render.theme.palette import Palette

MAX_ESCAPE_LENGTH: Final = 40
"""Characters of the longest code or note that stands for a hidden one."""

_ESCAPE: Final = re.compile(r"\\u\{[0-9a-f]+\}|⟨[\d,]+ marks?⟩")
_BLANKS: Final = re.compile(r" +|\t+")


def page_long_line(
    line: str,
    lead: Sequence[Segment],
    width: int,
    style: Style,
    palette: Palette,
    finish_row: Callable[[Line], Line] = list,
) -> Iterator[Page]:
    """What `announce_long_line`, `reveal_line` and `hang_indent` make of a line, without having all of it at once."""

    def lay_out_part(start: int, end: int) -> Iterator[Line]:
        shown = reveal_line(escaped[start:end], style, palette, continues=end < len(escaped))
        return map(finish_row, hang_indent(shown, width, following if start else lead, palette))

    hang = measure_hang(lead)
    following = [make_wrap_mark(hang, palette)]
    # What hides something is judged by what is around it, and so in the whole line.
    escaped = escape_spoofing(line)
    yield lambda: map(finish_row, announce_long_line(line, lead, palette))
    for start, end in _split_line(escaped, max(1, width - hang)):
        yield partial(lay_out_part, start, end)


def _split_line(line: str, width: int) -> Iterator[tuple[int, int]]:
    """Where each page of a line begins and ends: rows, escapes and stretches of blanks are all whole."""
    start = 0
    while len(line) - start > PAGE_CHARACTERS:
        end = _find_page_end(line, start, width)
        yield start, end
        start = end
    if start < len(line):
        yield start, len(line)


def _find_page_end(line: str, start: int, width: int) -> int:
    *_, (end, _) = split_near_spaces(line[start : start + PAGE_CHARACTERS], width)
    end = start + end if end else start + PAGE_CHARACTERS
    for found in _ESCAPE.finditer(line, max(start, end - MAX_ESCAPE_LENGTH), end + MAX_ESCAPE_LENGTH):
        if found.start() < end < found.end():
            return found.end()
    if line[end] == line[end - 1] and (blanks := _BLANKS.match(line, end)):
        return blanks.end()
    return end
