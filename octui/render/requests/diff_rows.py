"""A change to a file, for the user who has to allow it: every line, numbered, and wrapped if it is long."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, islice

from rich.segment import Segment
from rich.style import Style

from octui.render.code.syntax_highlighting import LARGEST, highlight_code
from octui.render.diff.patch_lines import PART_START, PatchLine, PatchPlace, locate_patch_lines, number_patch_lines
from octui.render.requests.paged_rows import Page
from octui.render.text.reveal import announce_long_line, hang_indent, reveal_line, summarize_blank_lines
from octui.render.text.segments import Line, apply_background, pad_line
from octui.render.text.spoofing import BLANK_LINES
from octui.render.theme.palette import Palette

ROOM_FOR_NUMBERS = 40
"""Narrower than this, line numbers are left out."""

GAP_MARK = "⋯"
"""Between two places of a file: lines that stay as they are were left out."""


PAGE_LINES = 64
PAGE_CHARACTERS = 8_000
"""A page ends after so many lines or characters, whatever comes first."""


def page_diff_rows(part: str, width: int, palette: Palette, language: str = "") -> Iterator[Page]:
    """The rows of one file's part of a diff; long runs of blank lines are replaced by a note.

    A hunk's heading only says where it is, which the line numbers do: it is a mark between two hunks. A part that is
    too large to be coloured comes in many pages, so that most of its rows need not exist.
    """
    digits = _count_digits(part, width)
    if len(part) <= LARGEST:
        lines = list(number_patch_lines(part))
        yield partial(_render_lines, lines, width, palette, digits, _colour_lines(lines, language, palette))
        return
    for begin, count in _split_pages(part):
        yield partial(_render_page, part, begin, count, width, palette, digits)


def count_context_rows(part: str, width: int, palette: Palette) -> int:
    """How many rows at the end only show what stays as it is."""
    context: list[PatchLine] = []
    has_change = False
    for line in number_patch_lines(part):
        if line.sign == " ":
            context.append(line)
        else:
            context.clear()
            has_change = has_change or line.sign in "+-"
    if not has_change:
        return 0
    return sum(1 for _ in _render_lines(context, width, palette, _count_digits(part, width), {}))


def _count_digits(part: str, width: int) -> int:
    if width < ROOM_FOR_NUMBERS:
        return 0
    return len(str(max((line.number for line in number_patch_lines(part)), default=0)))


def _split_pages(part: str) -> Iterator[tuple[PatchPlace, int]]:
    """Where each page begins and how many lines it has; none begins within a run of lines that make one row."""
    begin, count, last = PART_START, 0, ("", False)
    for place, line in locate_patch_lines(part):
        key = _get_run_key(line)
        is_full = count >= PAGE_LINES or place.start - begin.start >= PAGE_CHARACTERS
        if is_full and line.sign != "@" and (not key[1] or key != last):
            yield begin, count
            begin, count = place, 0
        count, last = count + 1, key
    if count:
        yield begin, count


def _render_page(part: str, begin: PatchPlace, count: int, width: int, palette: Palette, digits: int) -> Iterator[Line]:
    return _render_lines(islice(number_patch_lines(part, begin), count), width, palette, digits, {})


def _get_run_key(line: PatchLine) -> tuple[str, bool]:
    """The sign, and whether the line is blank: what lines have in common that are drawn together."""
    return line.sign, not line.text.strip(" \t")


def _colour_lines(lines: Sequence[PatchLine], language: str, palette: Palette) -> dict[PatchLine, Line]:
    """The lines as code; old and new are each coloured as a whole, so that tokens of several lines are right."""
    coloured: dict[PatchLine, Line] = {}
    if language:
        for sign in "-+":
            side = [line for line in lines if line.sign in (sign, " ")]
            rows = highlight_code("\n".join(line.text for line in side), language, palette)
            coloured.update(zip(side, rows, strict=False))
    return coloured


def _render_lines(
    lines: Iterable[PatchLine], width: int, palette: Palette, digits: int, coloured: dict[PatchLine, Line]
) -> Iterator[Line]:
    is_first = True
    for (sign, blank), run in groupby(lines, key=_get_run_key):
        alike = list(run)
        if blank and len(alike) >= BLANK_LINES:
            lead, ground = _style_line_prefix(alike[0], digits, palette)
            yield pad_line(apply_background(summarize_blank_lines(len(alike), lead, palette), ground), width, ground)
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
    for row in rows:
        yield pad_line(apply_background(row, ground), width, ground)


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
