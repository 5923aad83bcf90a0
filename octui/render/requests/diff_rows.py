"""A change to a file, for the user who has to allow it: every line, numbered, and wrapped if it is long."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, islice

from rich.segment import Segment
from rich.style import Style

from octui.render.code.syntax_highlighting import MAX_COLOURED_LENGTH, highlight_code
from octui.render.diff.patch_lines import PART_START, PatchLine, PatchPlace, locate_patch_lines, number_patch_lines
from octui.render.requests.long_lines import page_long_line
from octui.render.requests.paged_rows import PAGE_CHARACTERS, PAGE_LINES, Page
from octui.render.text.reveal import announce_long_line, hang_indent, reveal_line, summarize_blank_lines
from octui.render.text.segments import Line, apply_background, pad_line
from octui.render.text.spoofing import BLANK_LINES
from octui.render.theme.palette import Palette

ROOM_FOR_NUMBERS = 40
"""Narrower than this, line numbers are left out."""

GAP_MARK = "⋯"
"""Between two places of a file: lines that stay as they are were left out."""


def page_diff_rows(part: str, width: int, palette: Palette, language: str = "") -> Iterator[Page]:
    """The rows of one file's part of a diff; long runs of blank lines are replaced by a note.

    A hunk's heading only says where it is, which the line numbers do: it is a mark between two hunks. A part without a
    language, or too large to be coloured, comes in many pages, so that most of its rows need not exist.
    """
    digits = _count_digits(part, width)
    if language and len(part) <= MAX_COLOURED_LENGTH:
        lines = list(number_patch_lines(part))
        yield partial(_render_lines, lines, width, palette, digits, _colour_lines(lines, language, palette))
    else:
        yield from _page_lines(part, PART_START, width, palette, digits)


def count_context_rows(part: str, width: int, palette: Palette) -> int:
    """How many rows at the end only show what stays as it is."""
    context: PatchPlace | None = None
    has_change = False
    for place, line in locate_patch_lines(part):
        if line.sign == " ":
            context = context or place
        else:
            context = None
            has_change = has_change or line.sign in "+-"
    if not has_change or context is None:
        return 0
    pages = _page_lines(part, context, width, palette, _count_digits(part, width))
    return sum(1 for page in pages for _ in page())


def _count_digits(part: str, width: int) -> int:
    if width < ROOM_FOR_NUMBERS:
        return 0
    return len(str(max((line.number for line in number_patch_lines(part)), default=0)))


def _page_lines(part: str, begin: PatchPlace, width: int, palette: Palette, digits: int) -> Iterator[Page]:
    """The rows from a place on, without the colours of a language."""
    for place, count in _split_pages(part, begin):
        line = next(number_patch_lines(part, place))
        if _is_long(line):
            yield from _page_long_line(line, width, palette, digits)
        else:
            yield partial(_render_page, part, place, count, width, palette, digits)


def _split_pages(part: str, begin: PatchPlace) -> Iterator[tuple[PatchPlace, int]]:
    """Where each page begins and how many lines it has.

    A long line has pages of its own; none begins within a run of lines that make one row.
    """
    count, last = 0, ("", False)
    for place, line in locate_patch_lines(part, begin):
        key = _get_run_key(line)
        is_full = count >= PAGE_LINES or place.start - begin.start >= PAGE_CHARACTERS or _is_long(line)
        if count and is_full and (not key[1] or key != last):
            yield begin, count
            begin, count = place, 0
        count, last = count + 1, key
    if count:
        yield begin, count


def _page_long_line(line: PatchLine, width: int, palette: Palette, digits: int) -> Iterator[Page]:
    if line.sign == "?":
        return page_long_line(line.text, (), width, palette.diff_hunk, palette)
    lead, ground = _style_line_prefix(line, digits, palette)
    finish_row = partial(_finish_row, width=width, ground=ground)
    return page_long_line(line.text, lead, width, palette.text, palette, finish_row)


def _render_page(part: str, begin: PatchPlace, count: int, width: int, palette: Palette, digits: int) -> Iterator[Line]:
    lines = islice(number_patch_lines(part, begin), count)
    return _render_lines(lines, width, palette, digits, {}, begins_part=begin == PART_START)


def _get_run_key(line: PatchLine) -> tuple[str, bool]:
    """The sign, and whether the line is blank: what lines have in common that are drawn together."""
    return line.sign, not _is_long(line) and not line.text.strip(" \t")


def _is_long(line: PatchLine) -> bool:
    """Whether the line alone fills a page; of the heading of a hunk nothing is drawn."""
    return line.sign != "@" and len(line.text) > PAGE_CHARACTERS


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
    coloured: dict[PatchLine, Line],
    *,
    begins_part: bool = True,
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
        *announce_long_line(line.text, lead, palette),
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
