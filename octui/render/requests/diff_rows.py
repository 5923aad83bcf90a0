"""A change to a file, for the user who has to allow it: every line, numbered, and wrapped if it is long."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from octui.render.code.syntax_highlighting import MAX_COLOURED_LENGTH, highlight_code
from octui.render.diff.patch_lines import PART_START, PatchLine, number_patch_lines
from octui.render.requests.long_lines import page_long_line
from octui.render.requests.paged_rows import PAGE_CHARACTERS, Page
from octui.render.requests.patch_pages import PatchPage, read_first_line, read_page_lines, split_patch
from octui.render.text.reveal import announce_long_line, hang_indent, reveal_line, summarize_blank_lines
from octui.render.text.segments import Line, apply_background, pad_line
from octui.render.text.spoofing import BLANK_LINES
from octui.render.theme.palette import Palette

ROOM_FOR_NUMBERS = 40
"""Narrower than this, line numbers are left out."""

GAP_MARK = "⋯"
"""Between two places of a file: lines that stay as they are were left out."""


class DiffPages(NamedTuple):
    pages: list[Page]
    required: int
    """How many of them have to be read: the others only show lines that stay as they are."""


def page_diff_rows(part: str, width: int, palette: Palette, language: str = "") -> DiffPages:
    """The rows of one file's part of a diff; long runs of blank lines are replaced by a note.

    A hunk's heading only says where it is, which the line numbers do: it is a mark between two hunks. A part that is
    too large to be coloured is as if it had no language.
    """
    paging = split_patch(part)
    digits = len(str(paging.highest)) if width >= ROOM_FOR_NUMBERS else 0
    is_coloured = bool(language) and len(part) <= MAX_COLOURED_LENGTH
    coloured = _colour_lines(list(number_patch_lines(part)), language, palette) if is_coloured else {}
    pages: list[Page] = []
    required = 0
    for number, page in enumerate(paging.pages):
        pages += _page_patch(part, page, width, palette, digits, coloured)
        if number < paging.required:
            required = len(pages)
    return DiffPages(pages, required)


def _page_patch(
    part: str, page: PatchPage, width: int, palette: Palette, digits: int, coloured: Mapping[PatchLine, Line]
) -> Iterator[Page]:
    start, end = page.begin.start, page.end
    line = read_first_line(part, page)
    if line is None or line.sign == "@" or end - start <= PAGE_CHARACTERS or part.find("\n", start, end) >= 0:
        yield partial(_render_page, part, page, width, palette, digits, coloured)
    elif line.sign == "?":
        yield from page_long_line(part, (start, end), (), width, palette.diff_hunk, palette)
    else:
        lead, ground = _style_line_prefix(line, digits, palette)
        finish_row = partial(_finish_row, width=width, ground=ground)
        yield from page_long_line(part, (start + 1, end), lead, width, palette.text, palette, finish_row)


def _render_page(
    part: str, page: PatchPage, width: int, palette: Palette, digits: int, coloured: Mapping[PatchLine, Line]
) -> Iterator[Line]:
    lines = read_page_lines(part, page)
    return _render_lines(lines, width, palette, digits, coloured, begins_part=page.begin == PART_START)


def _get_run_key(line: PatchLine) -> tuple[str, bool]:
    """The sign, and whether the line is blank: what lines have in common that are drawn together."""
    return line.sign, not line.text.strip(" \t")


def _colour_lines(lines: Sequence[PatchLine], language: str, palette: Palette) -> dict[PatchLine, Line]:
    """The lines as code; old and new are each coloured as a whole, so that tokens of several lines are right."""
    coloured: dict[PatchLine, Line] = {}
    for sign in "-+":
        side = [line for line in lines if line.sign in (sign, " ")]
        rows = highlight_code("\n".join(line.text for line in side), language, palette)
        coloured.update(zip(side, rows, strict=False))
    return coloured


def _render_lines(
    lines: Iterable[PatchLine],
    width: int,
    palette: Palette,
    digits: int,
    coloured: Mapping[PatchLine, Line],
    *,
    begins_part: bool,
) -> Iterator[Line]:
    is_first = begins_part
    for (sign, blank), run in groupby(lines, key=_get_run_key):
        alike = list(run)
        if blank and len(alike) >= BLANK_LINES:
            lead, ground = _style_line_prefix(alike[0], digits, palette)
            yield _finish_row(summarize_blank_lines(len(alike), lead, palette), width, ground)
        elif sign == "@":
            if not is_first:
                yield [Segment(GAP_MARK.rjust(max(1, digits)), palette.muted)]
        else:
            for line in alike:
                yield from (
                    hang_indent(reveal_line(line.text, palette.diff_hunk, palette), width, (), palette)
                    if sign == "?"
                    else _render_changed_line(line, digits, width, palette, coloured.get(line, []))
                )
        is_first = False


def _render_changed_line(
    line: PatchLine, digits: int, width: int, palette: Palette, code: Sequence[Segment]
) -> Iterator[Line]:
    lead, ground = _style_line_prefix(line, digits, palette)
    rows = [
        *announce_long_line(len(line.text), lead, palette),
        *hang_indent(reveal_line(line.text, palette.text, palette, code), width, lead, palette),
    ]
    return (_finish_row(row, width, ground) for row in rows)


def _finish_row(row: Line, width: int, ground: Style) -> Line:
    return pad_line(apply_background(row, ground), width, ground)


def _style_line_prefix(line: PatchLine, digits: int, palette: Palette) -> tuple[Line, Style]:
    match line.sign:
        case "+":
            number, sign, ground = palette.diff_added_line_number, palette.diff_added_sign, palette.diff_added
        case "-":
            number, sign, ground = palette.diff_removed_line_number, palette.diff_removed_sign, palette.diff_removed
        case _:
            number, sign, ground = palette.diff_line_number, palette.muted, palette.diff_context
    lead = [Segment(str(line.number).rjust(digits) + " ", number)] if digits else []
    return [*lead, Segment(f"{line.sign} ", sign)], ground
