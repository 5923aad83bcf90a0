"""Rows of styled text: joined, wrapped, padded, and closed into strips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.cells import breaks, cell_width, fitted, folds, soft_folds

Line = list[Segment]
"""One row, not yet closed; it holds no newline, tab or control character."""


def line_width(line: Iterable[Segment]) -> int:
    """The cells a row takes, counted segment by segment as Textual does."""
    return sum(cell_width(segment.text) for segment in line)


def merged(line: Iterable[Segment]) -> Line:
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


def flowed(line: Sequence[Segment], width: int) -> list[Line]:
    """A row broken at words to fit `width`."""
    text = "".join(segment.text for segment in line)
    if not text.endswith(" ") and line_width(line) <= width:
        return [list(line)]
    return _fit(_sliced(line, breaks(text, width)), width)


def flowed_so_far(line: Sequence[Segment], width: int) -> tuple[list[Line], Line]:
    """The rows of a line that goes on: those that are full, and the last one as it is, to be continued."""
    text = "".join(segment.text for segment in line)
    *full, (start, _) = breaks(text, width)
    return _fit(_sliced(line, full), width), _sliced(line, [(start, len(text))])[0]


def folded(line: Sequence[Segment], width: int) -> list[Line]:
    """A row broken where it is full, as code is: every character stays, blanks too."""
    if line_width(line) <= width:
        return [list(line)]
    text = "".join(segment.text for segment in line)
    return _fit(_sliced(line, soft_folds(text, width)), width)


def clipped(line: Sequence[Segment], width: int) -> Line:
    """A row cut with `…` when it is wider than `width`."""
    if line_width(line) <= width:
        return list(line)
    if width <= 0:
        return []
    first = folded(line, width - 1)[0] if width > 1 else []
    style = first[-1].style if first else line[0].style
    return [*first, Segment("…", style)]


def on(line: Iterable[Segment], ground: Style) -> Line:
    """The row drawn on a background (or under an attribute) where its own styles say nothing."""
    return [Segment(segment.text, ground + segment.style if segment.style else ground) for segment in line]


def padded(line: Line, width: int, ground: Style) -> Line:
    """The row filled with blanks of `ground` up to `width`."""
    gap = width - line_width(line)
    return [*line, Segment(" " * gap, ground)] if gap > 0 else line


def strip(line: Iterable[Segment]) -> Strip:
    """A finished row that knows its width."""
    segments = merged(line)
    return Strip(segments, line_width(segments))


def _sliced(line: Sequence[Segment], rows: Iterable[tuple[int, int]]) -> list[Line]:
    """The row cut at character offsets, which rise."""
    result: list[Line] = []
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
        result.append(row)
    return result


def _fit(rows: list[Line], width: int) -> list[Line]:
    # What draws as one character can be split between two styles, and is then wider than the whole was.
    result: list[Line] = []
    for row in rows:
        if line_width(row) <= width:
            result.append(row)
            continue
        current: Line = []
        used = 0
        for text, style, _ in row:
            for start, end in folds(text, 1):
                piece = fitted(text[start:end], width)
                cells = cell_width(piece)
                if used + cells > width:
                    result.append(current)
                    current, used = [], 0
                current.append(Segment(piece, style))
                used += cells
        result.append(current)
    return result
