"""A line of a change as rows of a given width, with its number and its sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.segment import Segment

from octui.render.diff.diff_lines import DiffLine
from octui.render.text.segments import Line, clip_segments, iter_folded_rows, merge_segments, pad_line
from octui.render.theme.palette import Palette

NARROWEST_NUMBERED = 8
"""Cells of code below which numbers are left out."""

MIN_DIGITS = 2
"""The room that numbers have at least."""


class LineCells:
    """Draws lines whose numbers have up to `digits` digits; one that does not fit is wrapped, or cut."""

    def __init__(self, palette: Palette, digits: int, *, is_wrapped: bool = True) -> None:
        self._palette = palette
        self._is_wrapped = is_wrapped
        self._digits = digits
        palettes = {
            "+": (palette.diff_added, palette.diff_added_line_number, palette.diff_added_sign),
            "-": (palette.diff_removed, palette.diff_removed_line_number, palette.diff_removed_sign),
        }
        context = (palette.diff_context, palette.diff_line_number, palette.diff_line_number)
        self._styles = {sign: palettes.get(sign, context) for sign in "+- ?"}

    def get_code_width(self, width: int) -> int:
        """The cells that are left for code in a cell of this width."""
        margin = self._digits + 4
        return width - (1 if width < margin + NARROWEST_NUMBERED else margin)

    def layout_cell(self, line: DiffLine, code: Line, number: int, width: int) -> Iterator[Line]:
        """One line with its number and sign: one row, or more where a line that is wrapped is full."""
        ground, number_style, sign_style = self._styles[line.sign]
        sign = line.sign if line.sign in "+-" else " "
        room = self.get_code_width(width)
        if room == width - 1:
            lead, rest = [Segment(sign, sign_style + ground)], [Segment(" ", ground)]
        else:
            numbered = f" {number or '':>{self._digits}} "
            lead = [Segment(numbered, ground + number_style), Segment(f"{sign} ", ground + sign_style)]
            rest = [Segment(" " * len(numbered), ground + number_style), Segment("↳ ", ground + self._palette.faint)]
        merged = merge_segments(code)
        pieces = iter_folded_rows(merged, room) if self._is_wrapped else [clip_segments(merged, room)]
        for row_number, piece in enumerate(pieces):
            yield pad_line([*(rest if row_number else lead), *piece], width, ground)

    def make_blank(self, width: int) -> Line:
        """The place of a line that the other side does not have."""
        return pad_line([], width, self._palette.background)


def count_digits(lines: Iterable[DiffLine]) -> int:
    """The digits of the highest line number."""
    return max(len(str(max((max(line.old, line.new) for line in lines), default=0))), MIN_DIGITS)
