"""Rows of styled text: joined, wrapped, padded, and closed into strips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.text.cell_width import (
    find_line_breaks,
    measure_width,
    replace_too_wide,
    split_at_width,
    split_near_spaces,
)
from octui.render.text.lean_strip import LeanStrip
from octui.render.text.sanitize import hide_unseen

Line = list[Segment]
"""One row, not yet closed; it holds no newline, tab or control character."""


def hide_unseen_cells(strip: Strip) -> Strip:
    """The row of a text that is being edited, with what is invisible or reorders it left out; as wide as before."""
    if strip.text == hide_unseen(strip.text):
        return strip
    shown = Strip([Segment(hide_unseen(text), style, control) for text, style, control in strip])
    # Alone, a joiner makes two characters one.
    return shown.adjust_cell_length(strip.cell_length)


def measure_line(line: Iterable[Segment]) -> int:
    """The cells a row takes, counted segment by segment as Textual does."""
    return sum(measure_width(segment.text) for segment in line)


def merge_segments(line: Iterable[Segment]) -> Line:
    """The same row with neighbours of equal style joined and empty ones left out."""
    result: Line = []
    last: Style | None = None
    for segment in line:
        text, style, _ = segment
        if not text:
            continue
        if result and (style is last or style == last):
            result[-1] = Segment(result[-1].text + text, style)
        else:
            result.append(segment)
            last = style
    return result


def wrap_segments(line: Sequence[Segment], width: int) -> list[Line]:
    """A row broken at words to fit `width`."""
    text = "".join(segment.text for segment in line)
    if not text.endswith(" ") and measure_line(line) <= width:
        return [list(line)]
    return list(_split_wide_rows(_slice_line(line, find_line_breaks(text, width)), width))


def wrap_growing_line(line: Sequence[Segment], width: int) -> tuple[list[Line], Line]:
    """The rows of a growing line: the full ones, and the last one unwrapped, to be continued."""
    text = "".join(segment.text for segment in line)
    *full, (start, _) = find_line_breaks(text, width)
    return list(_split_wide_rows(_slice_line(line, full), width)), next(_slice_line(line, [(start, len(text))]))


def fold_segments(line: Sequence[Segment], width: int) -> list[Line]:
    """A row broken where it is full, as code is: every character stays, spaces too."""
    return list(iter_folded_rows(line, width))


def iter_folded_rows(line: Sequence[Segment], width: int) -> Iterator[Line]:
    """The same, a row at a time: of a very long line often only the first rows are wanted."""
    if measure_line(line) <= width:
        yield list(line)
        return
    text = "".join(segment.text for segment in line)
    yield from _split_wide_rows(_slice_line(line, split_near_spaces(text, width)), width)


def clip_segments(line: Sequence[Segment], width: int) -> Line:
    """A row cut with `…` when it is wider than `width`."""
    if measure_line(line) <= width:
        return list(line)
    if width <= 0:
        return []
    first = next(iter_folded_rows(line, width - 1)) if width > 1 else []
    style = first[-1].style if first else line[0].style
    return [*first, Segment("…", style)]


def apply_background(line: Iterable[Segment], ground: Style) -> Line:
    """The row drawn on a background (or with an attribute) where its own styles set none."""
    return [Segment(segment.text, ground + segment.style if segment.style else ground) for segment in line]


def pad_line(line: Line, width: int, ground: Style) -> Line:
    """The row filled with spaces of `ground` up to `width`."""
    gap = width - measure_line(line)
    return [*line, Segment(" " * gap, ground)] if gap > 0 else line


def make_strip(line: Iterable[Segment]) -> Strip:
    """A finished row that knows its width."""
    segments = merge_segments(line)
    return LeanStrip(segments, measure_line(segments))


def _slice_line(line: Sequence[Segment], rows: Iterable[tuple[int, int]]) -> Iterator[Line]:
    """The row cut at ascending character offsets."""
    index = offset = 0
    for start, end in rows:
        row: Line = []
        while index < len(line):
            text, style, _ = line[index]
            close = offset + len(text)
            if close > start:
                piece = text[max(start - offset, 0) : end - offset]
                if piece:
                    row.append(Segment(piece, style))
                if close > end:
                    break
            index, offset = index + 1, close
        yield row


def _split_wide_rows(rows: Iterable[Line], width: int) -> Iterator[Line]:
    # One grapheme can be split between two styles, and its parts are then wider than the whole.
    for row in rows:
        if measure_line(row) <= width:
            yield row
            continue
        current: Line = []
        used = 0
        for text, style, _ in row:
            for start, end in split_at_width(text, 1):
                piece = replace_too_wide(text[start:end], width)
                cells = measure_width(piece)
                if used + cells > width:
                    yield current
                    current, used = [], 0
                current.append(Segment(piece, style))
                used += cells
        yield current
