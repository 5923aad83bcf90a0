"""All rows of a diff at a given width: how high each is, and where hunks and files begin."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile, zip_longest
from operator import attrgetter
from typing import Final

from octui.render.diff.diff_lines import DiffLine, DiffLines
from octui.render.diff.document_rows import DocumentRows, Row, RowKind
from octui.render.diff.file_diff import Hunk
from octui.render.diff.line_cells import LineCells
from octui.render.diff.styled_lines import NO_NEWLINE, format_line_text
from octui.render.lazy_sequence import NUMBER
from octui.render.text.cell_width import measure_width, split_near_spaces
from octui.render.text.counts import format_count
from octui.render.text.sanitize import wrap_text
from octui.render.theme.unthemed_palettes import DARK
from octui.ui.diffs.comments import LineComment
from octui.ui.diffs.patch_file import PatchFile

MAX_LINE_LENGTH: Final = 2_000
"""Characters of a line that are shown: a minified file is one line of a megabyte."""
MIN_FOLD: Final = 2
"""Fewer unchanged lines than this are shown rather than counted."""


@dataclass(frozen=True, slots=True)
class DiffLayout:
    """How a diff is laid out; two equal layouts of the same files give the same document."""

    width: int
    is_split: bool = False
    only_file: int | None = None
    """The only file to show."""
    shows_all: bool = False
    """Unchanged lines are not folded."""
    opened_folds: frozenset[tuple[str, int, int]] = frozenset()
    """Folds that were opened: a path, a first line, and a line after the last."""
    collapsed: frozenset[str] = frozenset()
    """The paths of collapsed files, which show only their heading."""
    comments: tuple[LineComment, ...] = ()


@dataclass(slots=True)
class DiffDocument:
    """Rows and where they are; made by `build_document`, never changed."""

    files: tuple[PatchFile, ...] = ()
    layout: DiffLayout = field(default_factory=lambda: DiffLayout(0))
    rows: DocumentRows = field(default_factory=DocumentRows)
    tops: array[int] = field(default_factory=lambda: array(NUMBER, (0,)))
    """The screen row each begins at, and the height of all as the last."""
    file_rows: dict[int, int] = field(default_factory=dict)
    """The row of the heading of each file shown."""
    hunk_rows: array[int] = field(default_factory=lambda: array(NUMBER))
    """The rows at which the changes of hunks begin, in order."""

    @property
    def height(self) -> int:
        return self.tops[-1]

    def find_row_at(self, y: int) -> int:
        """The row that a screen row belongs to; -1 below the last."""
        return bisect_right(self.tops, y) - 1 if 0 <= y < self.height else -1

    def find_hunk_row(self, row: int, step: int) -> int:
        """The beginning of the next hunk after a row, or of the previous one before it; -1 when there is none."""
        return _find_neighbour(self.hunk_rows, row, step)

    def find_file_row(self, row: int, step: int) -> int:
        """The heading of the next file, or of this or the previous one; -1 when there is none."""
        return _find_neighbour(list(self.file_rows.values()), row, step)

    def find_line_row(self, file: int, line: int) -> int:
        """The row that shows a line of a file; -1 when none does."""
        start = self.file_rows.get(file, 0)
        return self.rows.find_line(file, line, start)

    def list_line_indices(self, first: int, last: int) -> list[int]:
        """The lines of the file of the first row that these rows show, in the patch's order."""
        shown = [row for row in self.rows[first : last + 1] if row.kind is RowKind.LINE]
        file = shown[0].file if shown else -1
        return sorted({index for row in shown if row.file == file for index in (row.old, row.new) if index >= 0})


def build_document(files: tuple[PatchFile, ...], layout: DiffLayout) -> DiffDocument:
    """Lay out all files; to be called in a thread, as a diff may have a hundred thousand lines."""
    document = DiffDocument(files, layout)
    for number, file in enumerate(files):
        if layout.only_file is not None and number != layout.only_file:
            continue
        measure = _RowMeasure(file, layout)
        starts = _FirstChanges(file)
        for row in _list_file_rows(number, file, layout, is_first=not document.rows):
            if row.kind is RowKind.FILE:
                document.file_rows[number] = len(document.rows)
            elif row.kind is RowKind.LINE and starts.is_reached_by(row):
                document.hunk_rows.append(len(document.rows))
            document.rows.append_row(row)
            document.tops.append(document.height + measure.measure_row(row))
    return document


class _FirstChanges:
    """Finds, among the rows of a file in their order, those that show the first change of a hunk."""

    def __init__(self, file: PatchFile) -> None:
        self._starts = (group.first_change for group in file.groups)
        self._next = next(self._starts, -1)

    def is_reached_by(self, row: Row) -> bool:
        if self._next < 0 or self._next not in (row.old, row.new):
            return False
        self._next = next(self._starts, -1)
        return True


def get_side_widths(width: int) -> tuple[int, int]:
    """The cells of the old and of the new side, with one for the bar between them."""
    left = (width - 1) // 2
    return left, width - 1 - left


class _RowMeasure:
    def __init__(self, file: PatchFile, layout: DiffLayout) -> None:
        cells = LineCells(DARK, file.digits)
        sides = get_side_widths(layout.width) if layout.is_split else (layout.width, layout.width)
        self._rooms = [max(1, cells.get_code_width(side)) for side in sides]
        self._lines = file.lines
        self._has_only_crlf = file.has_only_crlf
        self._layout = layout

    def measure_row(self, row: Row) -> int:
        match row.kind:
            case RowKind.LINE if self._layout.is_split:
                sides = zip((row.old, row.new), self._rooms, strict=True)
                return max(self._measure_line(index, room) for index, room in sides if index >= 0)
            case RowKind.LINE:
                return self._measure_line(max(row.old, row.new), self._rooms[0])
            case RowKind.COMMENT:
                return len(wrap_comment(row.text, self._layout.width)) + 2
            case _:
                return 1

    def _measure_line(self, index: int, room: int) -> int:
        text = self._lines.get_text(index)
        if len(text) + len(NO_NEWLINE) <= room and text.isascii() and text.isprintable():
            return 1
        line = self._lines[index]
        text = format_line_text(line, self._has_only_crlf, MAX_LINE_LENGTH)
        if not line.has_newline and line.sign in "+-":
            text += NO_NEWLINE
        if measure_width(text) <= room:
            return 1
        return sum(1 for _ in split_near_spaces(text, room))


def wrap_comment(text: str, width: int) -> list[str]:
    """The rows of a comment, inside its frame."""
    return wrap_text(text, max(1, width - 6))


def _list_file_rows(number: int, file: PatchFile, layout: DiffLayout, *, is_first: bool) -> Iterator[Row]:
    if not is_first:
        yield Row(RowKind.SPACE, number)
    yield Row(RowKind.FILE, number)
    if file.path in layout.collapsed:
        return
    if file.note:
        yield Row(RowKind.NOTE, number, text=file.note)
    under = _place_comments(file, layout.comments)
    for comment in under.pop(-1, ()):
        yield Row(RowKind.COMMENT, number, text=comment)
    yield from _fold_rows(_list_line_rows(number, file, layout, under))


def _list_line_rows(number: int, file: PatchFile, layout: DiffLayout, under: dict[int, list[str]]) -> Iterator[Row]:
    for hunk in file.hunks:
        yield from _list_gap_rows(number, file.lines, hunk)
        for start, stop, is_folded in _list_ranges(file, hunk.start, hunk.end, layout):
            if is_folded:
                yield Row(RowKind.FOLD, number, start, stop)
                continue
            rows = _pair_rows(file.lines, start, stop) if layout.is_split else _single_rows(file.lines, start, stop)
            for old, new in rows:
                yield Row(RowKind.LINE, number, old, new)
                for index in sorted({old, new} & under.keys()) if under else ():
                    for comment in under.pop(index):
                        yield Row(RowKind.COMMENT, number, index, index, comment)


def _fold_rows(rows: Iterator[Row]) -> Iterator[Row]:
    """Neighbouring places where lines are left out, as one row that says how many they are."""
    pending: list[Row] = []
    for row in rows:
        if row.kind in (RowKind.GAP, RowKind.FOLD):
            pending.append(row)
            continue
        if pending:
            yield _join_folds(pending)
            pending.clear()
        yield row
    if pending:
        yield _join_folds(pending)


def _join_folds(rows: list[Row]) -> Row:
    folds = [row for row in rows if row.kind is RowKind.FOLD]
    return folds[0]._replace(new=folds[-1].new) if folds else rows[0]


def _list_gap_rows(number: int, lines: DiffLines, hunk: Hunk) -> Iterator[Row]:
    first = lines[hunk.start] if hunk.end > hunk.start else None
    if first is not None and (hunk.start or first.old > 1 or first.new > 1 or hunk.heading):
        yield Row(RowKind.GAP, number, hunk.start, hunk.start)


def describe_fold(file: PatchFile, row: Row) -> str:
    """How many unchanged lines a row stands for, of the patch and between its hunks, and the section that follows."""
    first = bisect_left(file.hunks, row.old, key=attrgetter("start"))
    hunks = list(takewhile(lambda hunk: hunk.start <= row.new, file.hunks[first:]))
    count = row.new - row.old + sum(_count_gap(file.lines, hunk.start) for hunk in hunks)
    headings = {hunk.start: hunk.heading.strip() for hunk in hunks}
    said = format_count(count, "unchanged line") if count else ""
    heading = headings.get(row.new) or headings.get(row.old, "")
    return " · ".join(part for part in (said, heading) if part)


def _count_gap(lines: DiffLines, start: int) -> int:
    """How many unchanged lines the patch leaves out before a hunk."""
    before = lines[start - 1] if start else DiffLine(" ", "")
    after = lines[start]
    if after.new and (before.new or not start):
        return max(0, after.new - before.new - 1)
    if after.old and (before.old or not start):
        return max(0, after.old - before.old - 1)
    return 0


def _list_ranges(file: PatchFile, start: int, end: int, layout: DiffLayout) -> Iterator[tuple[int, int, bool]]:
    """The lines of a hunk of the patch, in ranges that are shown or folded."""
    at = start
    first = bisect_right(file.groups, start, key=attrgetter("end"))
    for group in takewhile(lambda group: group.start < end, file.groups[first:]):
        if group.start > at:
            yield at, group.start, _is_folded(file, at, group.start, layout)
        yield group.start, group.end, False
        at = group.end
    if at < end:
        yield at, end, _is_folded(file, at, end, layout)


def _is_folded(file: PatchFile, start: int, end: int, layout: DiffLayout) -> bool:
    if layout.shows_all or end - start < MIN_FOLD:
        return False
    return not any(path == file.path and first <= start < last for path, first, last in layout.opened_folds)


def _single_rows(lines: DiffLines, start: int, end: int) -> Iterator[tuple[int, int]]:
    for index in range(start, end):
        sign = lines.get_sign(index)
        yield (-1 if sign == "+" else index), (-1 if sign == "-" else index)


def _pair_rows(lines: DiffLines, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Lines that replaced each other share a row: those before `replaced` were removed, those after it added."""
    begin = replaced = start
    for index in range(start, end):
        sign = lines.get_sign(index)
        if sign == "+":
            continue
        if sign != "-" or replaced < index:
            yield from _zip_sides(range(begin, replaced), range(replaced, index))
            begin = index
        replaced = index + 1
        if sign != "-":
            yield index, index
            begin = replaced
    yield from _zip_sides(range(begin, replaced), range(replaced, end))


def _zip_sides(removed: range, added: range) -> Iterator[tuple[int, int]]:
    return zip_longest(removed, added, fillvalue=-1)


def _place_comments(file: PatchFile, comments: Sequence[LineComment]) -> dict[int, list[str]]:
    """The comments of a file by the line they stand under; -1 for those whose lines the diff no longer has."""
    placed: dict[int, list[str]] = {}
    for comment in comments:
        if comment.path == file.path:
            placed.setdefault(comment.find_last_line(file.lines), []).append(comment.text)
    return placed


def _find_neighbour(places: Sequence[int], row: int, step: int) -> int:
    index = bisect_right(places, row) if step > 0 else bisect_left(places, row) - 1
    return places[index] if 0 <= index < len(places) else -1
