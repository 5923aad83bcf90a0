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
from octui.render.text.safe_pieces import find_safe_cut
from octui.render.text.segments import Line
from octui.render.text.spoofing import escape_all_lookalikes, escape_spoofing
from octui.render.theme.palette import Palette

_BLANKS: Final = re.compile(r" +|\t+")

LinePart = tuple[int, int, bool]
"""Where a part of a line begins and ends, and whether it was cut where it cannot be judged by itself."""


def page_long_line(
    text: str,
    span: tuple[int, int],
    lead: Sequence[Segment],
    width: int,
    style: Style,
    palette: Palette,
    finish_row: Callable[[Line], Line] = list,
) -> Iterator[Page]:
    """What `announce_long_line`, `reveal_line` and `hang_indent` make of a line, without having all of it at once.

    The line is that at `span` of a text, of which nothing is copied.
    """
    begin, stop = span

    def lay_out_part(start: int, end: int, is_doubtful: bool) -> Iterator[Line]:
        escape = escape_all_lookalikes if is_doubtful else escape_spoofing
        shown = reveal_line(text[start:end], style, palette, continues=end < stop, escape=escape)
        return map(finish_row, hang_indent(shown, width, lead if start == begin else following, palette))

    hang = measure_hang(lead)
    following = [make_wrap_mark(hang, palette)]
    yield lambda: map(finish_row, announce_long_line(stop - begin, lead, palette))
    for part in _split_line(text, begin, stop, max(1, width - hang)):
        yield partial(lay_out_part, *part)


def _split_line(text: str, start: int, stop: int, width: int) -> Iterator[LinePart]:
    """The part of each page: what hides something is all in one, and so is a stretch of spaces.

    In plain text a page ends where a row does.
    """
    was_forced = False
    while stop - start > PAGE_CHARACTERS:
        end, is_safe = find_safe_cut(text, start + PAGE_CHARACTERS, stop)
        part = text[start:end]
        if part.isascii() and part.isprintable():
            *_, (last_row, _) = split_near_spaces(part, width)
            end = start + last_row if last_row else end
        if end < stop and text[end] == text[end - 1] and (blanks := _BLANKS.match(text, end, stop)):
            end = blanks.end()
        yield start, end, was_forced or not is_safe
        start, was_forced = end, not is_safe
    if start < stop:
        yield start, stop, was_forced
