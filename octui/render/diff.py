"""Changed files: read from a server's patch or made from two texts, and drawn unified or side by side."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.code import highlight, language_of
from octui.render.lines import Line, folded, line_width, on, padded, strip
from octui.render.palette import Palette
from octui.render.patch import PatchLine, patch_lines, patched_files
from octui.render.safe import visible

SPLIT_WIDTH: Final = 120
"""From so many columns on, old and new stand side by side."""
EMPHASIS_LENGTH: Final = 400
"""Longer lines are not compared within: it would take longer than it helps."""
COLOURED_LINES: Final = 2_000
"""Longer diffs are not coloured as code."""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One changed file; `path` is empty where the patch names none."""

    path: str
    lines: tuple[PatchLine, ...] = field(default=())

    @property
    def additions(self) -> int:
        return sum(line.sign == "+" for line in self.lines)

    @property
    def deletions(self) -> int:
        return sum(line.sign == "-" for line in self.lines)


def parse_diff(patch: str) -> tuple[FileDiff, ...]:
    """The files of a unified diff, git's or plain; what fits no hunk is kept as a line of its own."""
    return tuple(FileDiff(path, tuple(patch_lines(part))) for path, part in patched_files(patch))


def diff_of(before: str, after: str, path: str = "") -> FileDiff:
    """The change from one text to another, for servers that send both whole."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=3, lineterm="")
    part = "\n".join(line for line in lines if not line.startswith(("--- ", "+++ ")))
    return FileDiff(path, tuple(patch_lines(part)) if part else ())


def diff_strips(file: FileDiff, width: int, palette: Palette, *, split: bool | None = None) -> list[Strip]:
    """The file's changes at `width` cells; `split` None decides by the width."""
    drawing = _Drawing(file, palette)
    side_by_side = width >= SPLIT_WIDTH if split is None else split
    rows = drawing.split(width) if side_by_side else drawing.unified(width)
    return [strip(row) for row in rows]


class _Drawing:
    """The lines of one file with their colours, found once and laid out either way."""

    def __init__(self, file: FileDiff, palette: Palette) -> None:
        self._lines = file.lines
        self._palette = palette
        self._digits = len(str(max((line.number for line in file.lines), default=0)))
        self._emphasis = self._compared()
        self._code = self._coloured(file)

    def unified(self, width: int) -> Iterator[Line]:
        for index, line in enumerate(self._lines):
            yield from self._cell(index, line, width)

    def split(self, width: int) -> Iterator[Line]:
        """Old on the left, new on the right; lines that replaced each other share a row."""
        left_width = (width - 1) // 2
        right_width = width - 1 - left_width
        for removed, added in self._pairs():
            left = list(self._side(removed, left_width))
            right = list(self._side(added, right_width))
            blank_left = padded([], left_width, self._palette.surface)
            blank_right = padded([], right_width, self._palette.surface)
            for row in range(max(len(left), len(right))):
                yield [
                    *(left[row] if row < len(left) else blank_left),
                    Segment("│", self._palette.border),
                    *(right[row] if row < len(right) else blank_right),
                ]

    def _pairs(self) -> Iterator[tuple[int | None, int | None]]:
        removed: list[int] = []
        added: list[int] = []

        def flush() -> Iterator[tuple[int | None, int | None]]:
            for at in range(max(len(removed), len(added))):
                yield (removed[at] if at < len(removed) else None), (added[at] if at < len(added) else None)
            removed.clear()
            added.clear()

        for index, line in enumerate(self._lines):
            if line.sign == "-":
                if added:
                    yield from flush()
                removed.append(index)
            elif line.sign == "+":
                added.append(index)
            else:
                yield from flush()
                yield index, index
        yield from flush()

    def _side(self, index: int | None, width: int) -> Iterator[Line]:
        if index is not None:
            yield from self._cell(index, self._lines[index], width)

    def _cell(self, index: int, line: PatchLine, width: int) -> Iterator[Line]:
        """One line with its number and sign, folded where it is full."""
        palette = self._palette
        if line.sign == "@":
            gap = " " * (self._digits + 1)
            yield from _folded_under([Segment(visible(line.text), palette.diff_hunk)], gap, palette.diff_hunk, width)
            return
        ground, number, sign = self._styles(line.sign)
        shown = str(line.number) if line.number else ""
        lead: Line = [
            Segment(f"{shown:>{self._digits}} ", number + ground),
            Segment(f"{line.sign if line.sign != '?' else ' '} ", sign + ground),
        ]
        room = max(1, width - self._digits - 3)
        for row, piece in enumerate(folded(on(self._code[index], ground), room)):
            head = lead if row == 0 else [Segment(" " * (self._digits + 3), ground)]
            yield padded([*head, *piece], width, ground)

    def _styles(self, sign: str) -> tuple[Style, Style, Style]:
        palette = self._palette
        match sign:
            case "+":
                return palette.diff_added, palette.diff_added_line_number, palette.diff_added_sign
            case "-":
                return palette.diff_removed, palette.diff_removed_line_number, palette.diff_removed_sign
            case _:
                return palette.diff_context, palette.diff_line_number, palette.diff_context

    def _coloured(self, file: FileDiff) -> list[Line]:
        """Each line as code: the old file and the new are read whole, or a string would end at a hunk's first line."""
        palette = self._palette
        language = language_of(file.path) if len(self._lines) <= COLOURED_LINES else ""
        rows: list[Line] = [[] for _ in self._lines]
        for signs in (" -", " +"):
            wanted = [index for index, line in enumerate(self._lines) if line.sign in signs]
            source = "\n".join(self._lines[index].text.rstrip("\r") for index in wanted)
            for index, row in zip(wanted, highlight(source, language, palette), strict=False):
                rows[index] = row
        for index, line in enumerate(self._lines):
            if line.sign in "?@":
                rows[index] = [Segment(visible(line.text), palette.muted)]
            elif index in self._emphasis:
                rows[index] = self._emphasised(index, rows[index])
        return rows

    def _compared(self) -> dict[int, list[tuple[int, int]]]:
        """Where lines that replaced each other differ, as character ranges by line."""
        spans: dict[int, list[tuple[int, int]]] = {}
        for removed, added in self._pairs():
            if removed is None or added is None or removed == added:
                continue
            old, new = self._lines[removed].text, self._lines[added].text
            if max(len(old), len(new)) > EMPHASIS_LENGTH or "\t" in old + new:
                continue
            matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
            if matcher.quick_ratio() < 0.5:
                continue
            for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
                if tag == "equal":
                    continue
                if old_end > old_start:
                    spans.setdefault(removed, []).append((old_start, old_end))
                if new_end > new_start:
                    spans.setdefault(added, []).append((new_start, new_end))
        return spans

    def _emphasised(self, index: int, row: Line) -> Line:
        removed = self._lines[index].sign == "-"
        style = self._palette.diff_removed_emphasis if removed else self._palette.diff_added_emphasis
        return _marked(row, self._emphasis[index], style)


def _marked(row: Sequence[Segment], spans: Sequence[tuple[int, int]], style: Style) -> Line:
    """The row with a style laid over character ranges; a row whose text was changed for display is left alone."""
    result: Line = []
    offset = 0
    for text, own, _ in row:
        cuts = sorted({0, len(text), *(min(max(edge - offset, 0), len(text)) for span in spans for edge in span)})
        for start, end in pairwise(cuts):
            inside = any(first <= offset + start < last for first, last in spans)
            piece = text[start:end]
            result.append(Segment(piece, (own + style if own else style) if inside else own))
        offset += len(text)
    return result


def _folded_under(row: Line, lead: str, style: Style, width: int) -> Iterator[Line]:
    for piece in folded(row, max(1, width - line_width([Segment(lead)]))):
        yield padded([Segment(lead, style), *piece], width, Style.null())
