"""A changed file as rows, unified or side by side: highlighted as code, with changes within a line emphasized."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice, pairwise, zip_longest
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.code.syntax_highlighting import detect_language, highlight_code
from octui.render.diff.unified_diff import DiffLine, FileDiff, Hunk, compare_texts, parse_unified_diff
from octui.render.text.cell_width import expand_tabs
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import Line, clip_segments, fold_segments, make_strip, merge_segments, pad_line
from octui.render.theme.palette import Palette

__all__ = ["SPLIT_WIDTH", "FileDiff", "compare_texts", "parse_unified_diff", "render_diff"]

SPLIT_WIDTH = 120
"""The width in cells from which old and new are shown side by side."""

_NARROWEST_SPLIT = 40
_LARGE = 500
"""Lines beyond which a diff is drawn without highlighting, which would take too long."""
_COMPARED = 500
_ALIKE = 0.4
"""How similar two lines must be for the words that differ to be emphasized."""
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


def render_diff(
    file: FileDiff, width: int, palette: Palette, *, split: bool | None = None, limit: int | None = None
) -> list[Strip]:
    """The rows of one file's changes, each `width` cells wide; at most `limit` of them are drawn."""
    if width <= 0:
        return []
    drawing = _DiffLayout(file, palette)
    if split is None:
        split = width >= SPLIT_WIDTH
    rows = drawing.layout_split(width) if split and width >= _NARROWEST_SPLIT else drawing.layout_unified(width)
    return [make_strip(row) for row in islice(rows, limit)]


class _DiffRow(NamedTuple):
    """A changed line, and its styled code."""

    line: DiffLine
    code: Line


class _DiffLayout:
    def __init__(self, file: FileDiff, palette: Palette) -> None:
        self._file = file
        self._palette = palette
        count = sum(len(hunk.lines) for hunk in file.hunks)
        self._plain = count > _LARGE
        self._language = "" if self._plain else detect_language(file.path)
        highest = max((max(line.old, line.new) for hunk in file.hunks for line in hunk.lines), default=0)
        self._digits = max(len(str(highest)), 2)
        palettes = {
            "+": (palette.diff_added, palette.diff_added_line_number, palette.diff_added_sign),
            "-": (palette.diff_removed, palette.diff_removed_line_number, palette.diff_removed_sign),
        }
        context = (palette.diff_context, palette.diff_line_number, palette.diff_line_number)
        self._styles = {sign: palettes.get(sign, context) for sign in "+- ?"}

    def layout_unified(self, width: int) -> Iterator[Line]:
        for index, hunk in enumerate(self._file.hunks):
            yield from self._layout_hunk_heading(index, hunk, width)
            for row in self._style_hunk_rows(hunk):
                yield from self._layout_cell(row, row.line.new or row.line.old, width)

    def layout_split(self, width: int) -> Iterator[Line]:
        """Old on the left, new on the right; lines that replaced each other share a row."""
        left_width = (width - 1) // 2
        right_width = width - 1 - left_width
        bar = Segment("│", self._palette.diff_gutter)
        empty = self._palette.background
        for index, hunk in enumerate(self._file.hunks):
            yield from self._layout_hunk_heading(index, hunk, width)
            for old, new in _pair_sides(self._style_hunk_rows(hunk)):
                left = self._layout_cell(old, old.line.old, left_width) if old else ()
                right = self._layout_cell(new, new.line.new, right_width) if new else ()
                for one, other in zip_longest(left, right):
                    yield [*(one or pad_line([], left_width, empty)), bar, *(other or pad_line([], right_width, empty))]

    def _layout_hunk_heading(self, index: int, hunk: Hunk, width: int) -> Iterator[Line]:
        if index or hunk.heading:
            style = self._palette.diff_hunk
            text = f"{'⋯':>{self._digits + 1}} {expand_tabs(escape_unseen(hunk.heading))}"
            yield pad_line(clip_segments([Segment(text.rstrip(), style)], width), width, self._palette.diff_context)

    def _layout_cell(self, row: _DiffRow, number: int, width: int) -> Iterator[Line]:
        """One line with its number and sign, folded where it is full."""
        ground, number_style, sign_style = self._styles[row.line.sign]
        sign = row.line.sign if row.line.sign in "+-" else " "
        margin = self._digits + 4
        if width < margin + 8:
            lead, rest = [Segment(sign, sign_style + ground)], [Segment(" ", ground)]
            margin = 1
        else:
            numbered = f" {number or '':>{self._digits}} "
            lead = [Segment(numbered, ground + number_style), Segment(f"{sign} ", ground + sign_style)]
            rest = [Segment(" " * len(numbered), ground + number_style), Segment("↳ ", ground + self._palette.faint)]
        for row_number, piece in enumerate(fold_segments(merge_segments(row.code), width - margin)):
            yield pad_line([*(rest if row_number else lead), *piece], width, ground)

    def _style_hunk_rows(self, hunk: Hunk) -> list[_DiffRow]:
        """The lines as code; old and new are each highlighted as a whole, so that multi-line tokens are right."""
        lines = hunk.lines
        shown = [expand_tabs(escape_unseen(_strip_crlf(line, self._has_only_crlf(hunk)))) for line in lines]
        codes: list[Line] = [[Segment(text, self._palette.text)] for text in shown]
        if self._language:
            for sign in "+-":
                side = [index for index, line in enumerate(lines) if line.sign in (sign, " ")]
                source = "\n".join(shown[index] for index in side)
                # Even without lines there is one row.
                for index, code in zip(side, highlight_code(source, self._language, self._palette), strict=False):
                    codes[index] = code
        for index, line in enumerate(lines):
            ground = self._styles[line.sign][0]
            codes[index] = [Segment(text, style + ground if style else ground) for text, style, _ in codes[index]]
        if not self._plain:
            self._emphasize_changes(lines, shown, codes)
        for index, line in enumerate(lines):
            if not line.has_newline and line.sign in "+-":
                codes[index].append(Segment(" ⌿ no newline", self._styles[line.sign][0] + self._palette.muted))
        return [_DiffRow(line, code) for line, code in zip(lines, codes, strict=True)]

    def _emphasize_changes(self, lines: Sequence[DiffLine], shown: Sequence[str], codes: list[Line]) -> None:
        strong = {"-": self._palette.diff_removed_emphasis, "+": self._palette.diff_added_emphasis}
        for removed, added in _find_replacements(lines):
            old, new = _find_word_changes(shown[removed], shown[added])
            codes[removed] = _style_spans(codes[removed], old, strong["-"])
            codes[added] = _style_spans(codes[added], new, strong["+"])

    @staticmethod
    def _has_only_crlf(hunk: Hunk) -> bool:
        return all(line.text.endswith("\r") for line in hunk.lines)


def _strip_crlf(line: DiffLine, crlf: bool) -> str:
    """The text without a carriage return if every line ends with one; if only some do, it is part of the change."""
    return line.text[:-1] if crlf else line.text


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


def _find_replacements(lines: Sequence[DiffLine]) -> Iterator[tuple[int, int]]:
    """Which removed line was replaced by which added one, in order, where both sides have equally many."""
    removed: list[int] = []
    added: list[int] = []
    for index, sign in enumerate([*(line.sign for line in lines), " "]):
        if sign == "+":
            added.append(index)
            continue
        if added or sign != "-":
            if len(removed) == len(added):
                yield from zip(removed, added, strict=True)
            removed, added = [], []
        if sign == "-":
            removed.append(index)


def _find_word_changes(old: str, new: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The character ranges of each line that differ; none where the lines have too little in common."""
    if max(len(old), len(new)) > _COMPARED:
        return [], []
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    opcodes = matcher.get_opcodes()
    same = sum(len("".join(before[start:end]).strip()) for tag, start, end, _, _ in opcodes if tag == "equal")
    if same < _ALIKE * max(len(old.strip()), len(new.strip()), 1):
        return [], []
    changed = [opcode for opcode in opcodes if opcode[0] != "equal"]
    return (
        _to_char_ranges(before, [(start, end) for _, start, end, _, _ in changed]),
        _to_char_ranges(after, [(start, end) for _, _, _, start, end in changed]),
    )


def _to_char_ranges(words: Sequence[str], ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of words as ranges of characters, those with only a space between them joined."""
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word))
    result: list[tuple[int, int]] = []
    for start, end in ranges:
        if start == end:
            continue
        if result and not "".join(words[_word_at(offsets, result[-1][1]) : start]).strip():
            result[-1] = (result[-1][0], offsets[end])
        else:
            result.append((offsets[start], offsets[end]))
    return result


def _word_at(offsets: Sequence[int], offset: int) -> int:
    return offsets.index(offset)


def _style_spans(row: Line, spans: Sequence[tuple[int, int]], style: Style) -> Line:
    """The row with `style` applied to ranges of its characters."""
    if not spans:
        return row
    result: Line = []
    offset = 0
    for text, own, _ in row:
        edges = sorted({0, len(text), *(min(max(edge - offset, 0), len(text)) for span in spans for edge in span)})
        for start, end in pairwise(edges):
            inside = any(first <= offset + start < last for first, last in spans)
            result.append(Segment(text[start:end], own + style if own and inside else own))
        offset += len(text)
    return result
