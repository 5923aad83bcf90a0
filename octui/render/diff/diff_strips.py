"""A changed file as rows, unified or side by side: highlighted as code, with changes within a line emphasized."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from octui.render.code.syntax_highlighting import MAX_LINE_LENGTH, detect_language
from octui.render.diff.diff_lines import DiffLine
from octui.render.diff.file_diff import FileDiff, Hunk
from octui.render.diff.line_cells import LineCells, count_digits
from octui.render.diff.styled_lines import style_diff_lines
from octui.render.diff.text_comparison import compare_texts
from octui.render.diff.unified_diff import parse_unified_diff
from octui.render.text.cell_width import expand_tabs
from octui.render.text.sanitize import MAX_ROW_LENGTH, escape_unseen
from octui.render.text.segments import Line, clip_segments, make_strip, pad_line
from octui.render.theme.palette import Palette

__all__ = ["SPLIT_WIDTH", "FileDiff", "compare_texts", "parse_unified_diff", "render_diff"]

SPLIT_WIDTH = 120
"""The width in cells from which old and new are shown side by side."""

_NARROWEST_SPLIT = 40
_LARGE = 500
"""Lines beyond which a diff is drawn without highlighting, which would take too long."""
_MAX_CHARACTERS = 100_000
"""Characters of all lines that are looked at: where there are many lines, less of each long one."""
MIN_LINE_LENGTH = 250
"""Of so many characters of a line all are drawn, however many lines there are."""


def render_diff(
    file: FileDiff,
    width: int,
    palette: Palette,
    *,
    split: bool | None = None,
    limit: int | None = None,
    is_wrapped: bool = True,
) -> list[Strip]:
    """The rows of one file's changes, each `width` cells wide; at most `limit` of them are drawn."""
    if width <= 0:
        return []
    drawing = _DiffLayout(file, palette, is_wrapped)
    if split is None:
        split = width >= SPLIT_WIDTH
    rows = drawing.layout_split(width) if split and width >= _NARROWEST_SPLIT else drawing.layout_unified(width)
    return [make_strip(row) for row in islice(rows, limit)]


class _DiffRow(NamedTuple):
    """A changed line, and its styled code."""

    line: DiffLine
    code: Line


class _DiffLayout:
    def __init__(self, file: FileDiff, palette: Palette, is_wrapped: bool) -> None:
        self._file = file
        self._palette = palette
        count = sum(hunk.end - hunk.start for hunk in file.hunks)
        self._plain = count > _LARGE
        self._longest = max(MIN_LINE_LENGTH, min(MAX_LINE_LENGTH, _MAX_CHARACTERS // max(1, count)))
        self._language = "" if self._plain else detect_language(file.path)
        self._digits = count_digits(line for hunk in file.hunks for line in file.lines[hunk.start : hunk.end])
        self._cells = LineCells(palette, self._digits, is_wrapped=is_wrapped)

    def layout_unified(self, width: int) -> Iterator[Line]:
        for index, hunk in enumerate(self._file.hunks):
            yield from self._layout_hunk_heading(index, hunk, width)
            for row in self._style_hunk_rows(hunk):
                yield from self._cells.layout_cell(row.line, row.code, row.line.new or row.line.old, width)

    def layout_split(self, width: int) -> Iterator[Line]:
        """Old on the left, new on the right; lines that replaced each other share a row."""
        left_width = (width - 1) // 2
        right_width = width - 1 - left_width
        bar = Segment("│", self._palette.diff_gutter)
        cells = self._cells
        for index, hunk in enumerate(self._file.hunks):
            yield from self._layout_hunk_heading(index, hunk, width)
            for old, new in _pair_sides(self._style_hunk_rows(hunk)):
                left = cells.layout_cell(old.line, old.code, old.line.old, left_width) if old else ()
                right = cells.layout_cell(new.line, new.code, new.line.new, right_width) if new else ()
                for one, other in zip_longest(left, right):
                    yield [*(one or cells.make_blank(left_width)), bar, *(other or cells.make_blank(right_width))]

    def _layout_hunk_heading(self, index: int, hunk: Hunk, width: int) -> Iterator[Line]:
        if index or hunk.heading:
            style = self._palette.diff_hunk
            text = f"{'⋯':>{self._digits + 1}} {expand_tabs(escape_unseen(hunk.heading[:MAX_ROW_LENGTH]))}"
            yield pad_line(clip_segments([Segment(text.rstrip(), style)], width), width, self._palette.diff_context)

    def _style_hunk_rows(self, hunk: Hunk) -> list[_DiffRow]:
        lines = list(self._file.lines[hunk.start : hunk.end])
        codes = style_diff_lines(
            lines, self._palette, language=self._language, emphasize=not self._plain, longest=self._longest
        )
        return [_DiffRow(line, code) for line, code in zip(lines, codes, strict=True)]


def _pair_sides(rows: Sequence[_DiffRow]) -> Iterator[tuple[_DiffRow | None, _DiffRow | None]]:
    """Rows side by side."""
    removed: list[_DiffRow] = []
    added: list[_DiffRow] = []
    for row in rows:
        if row.line.sign in " ?" or (row.line.sign == "-" and added):
            yield from zip_longest(removed, added)
            removed, added = [], []
        if row.line.sign == "-":
            removed.append(row)
        elif row.line.sign == "+":
            added.append(row)
        else:
            yield row, row
    yield from zip_longest(removed, added)
