"""Where a text is cut into pages: at line ends, and around the lines that are too long for one page."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from octui.render.requests.paged_rows import PAGE_CHARACTERS, PAGE_LINES

MAX_BLANK: Final = 8_000
"""Characters of blank lines that are kept together."""

_NEWLINE: Final = re.compile("\n")


def split_pages(text: str, next_page: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where each page begins and ends, without its last newline; a line that is longer than a page is alone.

    `next_page` finds the newlines that may end a page.
    """
    start = 0
    while start <= len(text):
        end = _find_page_end(text, _find_full_page(text, start), next_page)
        if end - start > PAGE_CHARACTERS:
            end = _isolate_long_line(text, start, end)
        yield start, end
        start = end + 1


def _find_page_end(text: str, full: int, next_page: re.Pattern[str]) -> int:
    """Where a page ends that is full here: where the pattern says, unless that is very far away."""
    limit = full + MAX_BLANK
    if found := next_page.search(text, full, limit):
        return found.start()
    end = text.find("\n", limit)
    return end if end >= 0 else len(text)


def _find_full_page(text: str, start: int) -> int:
    """Where a page is full that begins here: after so many lines or characters, whatever comes first."""
    newlines = _NEWLINE.finditer(text, start, start + PAGE_CHARACTERS)
    last = next(islice(newlines, PAGE_LINES - 1, None), None)
    return last.start() if last else start + PAGE_CHARACTERS


def _isolate_long_line(text: str, start: int, end: int) -> int:
    """The end of a page, moved so that a line too long for a page is alone on its own."""
    limit = start + PAGE_CHARACTERS
    begin = max(start, text.rfind("\n", start, limit) + 1)
    stop = text.find("\n", limit, end)
    stop = end if stop < 0 else stop
    if stop - begin <= PAGE_CHARACTERS:
        return end
    return stop if begin == start else begin - 1
