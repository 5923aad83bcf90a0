"""Where the pages of a diff begin and end, and from where on it only shows what stays as it is."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from octui.render.diff.patch_lines import (
    PART_START,
    PatchLine,
    PatchPlace,
    read_patch_line,
    skip_hunk_lines,
)
from octui.render.requests.page_breaks import split_pages

_NEXT_PAGE: Final = re.compile(r"\n(?=[^\n][ \t]*+[^ \t\n])")
"""A newline where a patch may be cut: the next line has text after its sign, so runs of blank lines stay whole."""

_SEEN: Final = 200
"""Characters of a long line that say what it is: of one that is a hunk's heading, the rest is a label."""


class PatchPage(NamedTuple):
    begin: PatchPlace
    end: int
    """Without the last newline."""


class PatchPaging(NamedTuple):
    pages: list[PatchPage]
    required: int
    """The number of pages up to the last change, which have to be read."""
    highest: int
    """The highest line number."""


def split_patch(part: str) -> PatchPaging:
    """The pages of one file's part of a diff. Most lines are counted only, since there may be millions of them."""
    pages: list[PatchPage] = []
    place = PART_START
    highest = 0
    last_change, has_change = -1, False
    for start, end in split_pages(part, _NEXT_PAGE):
        page = PatchPage(place._replace(start=start), end)
        pages.append(page)
        if skipped := skip_hunk_lines(part, page.begin, end + 1):
            place = skipped.place
            highest = max(highest, place.old_number - 1, place.new_number - 1)
            signs = "+" * bool(skipped.changed) + "?" * bool(skipped.other)
        else:
            signs = ""
            for line, following in _walk_page(part, page):
                place = following
                if line is not None:
                    highest = max(highest, line.number)
                    signs += line.sign if line.sign not in signs else ""
        if signs.strip(" "):
            last_change = len(pages) - 1
            has_change = has_change or "+" in signs or "-" in signs
    if not has_change:
        return PatchPaging(pages, len(pages), highest)
    changed, *kept = _split_after_change(part, pages[last_change])
    return PatchPaging([*pages[:last_change], changed, *kept, *pages[last_change + 1 :]], last_change + 1, highest)


def read_page_lines(part: str, page: PatchPage) -> Iterator[PatchLine]:
    """The lines of a page."""
    return (line for line, _ in _walk_page(part, page) if line is not None)


def read_first_line(part: str, page: PatchPage) -> PatchLine | None:
    """The first line of a page, of a long one only the beginning; None for an empty one between hunks."""
    return read_patch_line(part[page.begin.start : min(page.end, page.begin.start + _SEEN)], page.begin, 0)[0]


def _walk_page(part: str, page: PatchPage) -> Iterator[tuple[PatchLine | None, PatchPlace]]:
    """Each line of a page, and the place of the next one."""
    place = page.begin
    while place.start <= page.end:
        end = part.find("\n", place.start, page.end)
        end = page.end if end < 0 else end
        line, place = read_patch_line(part[place.start : end], place, end + 1)
        yield line, place


def _split_after_change(part: str, page: PatchPage) -> Iterator[PatchPage]:
    """The page up to its last line that is not context, and what is left of it."""
    context = page.begin
    for line, following in _walk_page(part, page):
        if line is not None and line.sign != " ":
            context = following
    if context.start > page.end:
        yield page
    else:
        yield PatchPage(page.begin, context.start - 1)
        yield PatchPage(context, page.end)
