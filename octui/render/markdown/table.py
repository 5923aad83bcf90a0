"""A table drawn to fit: columns shrink and wrap, and where even that is too narrow each row becomes a small card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style

from octui.render.markdown.nodes import Prose, Table
from octui.render.text.segments import Line, measure_line, wrap_segments
from octui.render.theme.palette import Palette

NARROWEST = 8
"""Cells a column needs to stay readable; below it the rows are drawn as cards."""

MEASURED_ROWS = 200
MEASURED_CELLS = 2_000
"""Rows and cells at the beginning that decide how wide the columns are."""

Ink = Callable[[Prose, Style], list[Line]]
"""Turns prose into unwrapped rows, on top of a base style."""


class _TableShape(NamedTuple):
    """How wide each column is, or None where each row is a card, and whether there are lines between rows."""

    columns: tuple[int, ...] | None
    tall: bool
    width: int
    aligns: tuple[str, ...]


class _TableRow(NamedTuple):
    """A row of the table: each cell as unwrapped rows, and how wide those are."""

    cells: list[list[Line]]
    widths: list[int]
    tall: bool


class TableLayout:
    """Draws one table repeatedly while it grows: rows whose columns did not move are not drawn again.

    Its first rows decide how wide the columns are: those after them are drawn once, and not kept.
    """

    def __init__(self, palette: Palette, ink: Ink, base: Style) -> None:
        self._palette = palette
        self._ink = ink
        self._base = base
        self._head: _TableRow | None = None
        self._sources: list[tuple[Prose, ...]] = []
        self._body: list[_TableRow] = []
        self._shape: _TableShape | None = None
        self._names: list[list[Line]] = []
        """The names of the columns as they stand beside the cells of a card."""
        self._drawn: list[list[Line]] = []

    def layout_table(self, table: Table, width: int) -> list[Line]:
        """All rows of the table, between its head and its lower edge."""
        top = self.layout_head(table, width)
        return [*top, *self.layout_more_rows(table.rows, 0), *self.layout_foot()]

    def layout_head(self, table: Table, width: int) -> list[Line]:
        """The rows above the body, for columns as wide as the first of the table's rows need."""
        self._update_body(table)
        head = self._head = self._head or self._measure_row(table.head, self._base + self._palette.table_head)
        shape = self._find_shape(head, table.aligns, width)
        if shape != self._shape:
            self._shape, self._drawn, self._names = shape, [], []
            self._divider = [] if shape.columns is None else self._draw_table_edge("├┼┤", shape.columns)
        if shape.columns is None:
            return [] if table.rows else self._layout_card(head, head, width)
        return [
            self._draw_table_edge("┌┬┐", shape.columns),
            *self._layout_boxed_row(head, shape.columns, shape.aligns),
            self._divider,
        ]

    def layout_more_rows(self, sources: Sequence[tuple[Prose, ...]], first: int) -> list[Line]:
        """Rows of the body, of which the first has this number; `layout_head` comes before."""
        result: list[Line] = []
        for number, source in enumerate(sources, first):
            if number == len(self._drawn) and number < len(self._body):
                self._drawn.append(self._layout_row(self._body[number]))
            rows = (
                self._drawn[number]
                if number < len(self._drawn)
                else self._layout_row(self._measure_row(source, self._base))
            )
            result += [*self._layout_divider(), *rows] if number else rows
        return result

    def layout_foot(self) -> list[Line]:
        shape = self._shape
        return [] if shape is None or shape.columns is None else [self._draw_table_edge("└┴┘", shape.columns)]

    def _find_shape(self, head: _TableRow, aligns: tuple[str, ...], width: int) -> _TableShape:
        every = [head.widths, *(row.widths for row in self._body)]
        natural = [max(column) for column in zip(*every, strict=True)]
        room = width - 3 * len(natural) - 1
        columns = share_width(natural, room) if room >= len(natural) else []
        if not columns or any(got < min(wanted, NARROWEST) for got, wanted in zip(columns, natural, strict=True)):
            return _TableShape(None, True, width, aligns)
        tall = any(row.tall for row in self._body) or any(map(_is_wider_than(columns), every[1:]))
        return _TableShape(tuple(columns), tall, width, aligns)

    def _layout_divider(self) -> list[Line]:
        if self._shape is None or not self._shape.tall:
            return []
        if self._shape.columns is None:
            return [[Segment("─" * self._shape.width, self._palette.table_border)]]
        return [self._divider]

    def _layout_row(self, row: _TableRow) -> list[Line]:
        shape = self._shape
        if shape is None or self._head is None:
            return []
        if shape.columns is None:
            return self._layout_card(self._head, row, shape.width)
        return self._layout_boxed_row(row, shape.columns, shape.aligns)

    def _update_body(self, table: Table) -> None:
        """Take over the rows that decide the widths, keeping what was measured and drawn of unchanged ones."""
        same = 0
        rows = table.rows[: count_measured_rows(table)]
        while same < min(len(self._sources), len(rows)) and self._sources[same] == rows[same]:
            same += 1
        if same == len(rows) == len(self._sources):
            return
        self._drawn = self._drawn[:same]
        self._sources = list(rows)
        self._body = self._body[:same] + [self._measure_row(row, self._base) for row in rows[same:]]

    def _measure_row(self, source: tuple[Prose, ...], base: Style) -> _TableRow:
        cells = [self._ink(prose, base) for prose in source]
        widths = [max([1, *map(measure_line, lines)]) for lines in cells]
        return _TableRow(cells, widths, any(len(lines) > 1 for lines in cells))

    def _layout_boxed_row(self, row: _TableRow, columns: Sequence[int], aligns: Sequence[str]) -> list[Line]:
        bar = Segment("│", self._palette.table_border)
        wrapped = [
            [piece for line in lines for piece in wrap_segments(line, width)]
            for lines, width in zip(row.cells, columns, strict=True)
        ]
        result: list[Line] = []
        for index in range(max(map(len, wrapped))):
            line: Line = [bar]
            for lines, width, align in zip(wrapped, columns, aligns, strict=True):
                piece = lines[index] if index < len(lines) else []
                left, right = _split_padding(width - measure_line(piece), align)
                line += [Segment(" " * (left + 1), self._base), *piece, Segment(" " * (right + 1), self._base), bar]
            result.append(line)
        return result

    def _draw_table_edge(self, corners: str, columns: Sequence[int]) -> Line:
        left, middle, right = tuple(corners)
        text = left + middle.join("─" * (width + 2) for width in columns) + right
        return [Segment(text, self._palette.table_border)]

    def _layout_card(self, head: _TableRow, row: _TableRow, width: int) -> list[Line]:
        """A row as a card: the name of each column beside its cell, or above it where there is no room."""
        label = max(1, min(max(head.widths), width // 3))
        is_narrow = width < 3 * NARROWEST // 2
        if not self._names:
            room = width if is_narrow else label
            self._names = [[piece for line in name for piece in wrap_segments(line, room)] for name in head.cells]
        result: list[Line] = []
        for names, lines in zip(self._names, row.cells, strict=True):
            if is_narrow:
                result += [*names, *(piece for line in lines for piece in wrap_segments(line, width))]
                continue
            values = [piece for line in lines for piece in wrap_segments(line, width - label - 2)]
            for index in range(max(len(names), len(values))):
                left = names[index] if index < len(names) else []
                gap = Segment(" " * (label - measure_line(left) + 2), self._base)
                result.append([*left, gap, *(values[index] if index < len(values) else [])])
        return result


def count_measured_rows(table: Table) -> int:
    """How many rows at most decide how wide the columns are."""
    return table.sample_rows or max(4, min(MEASURED_ROWS, MEASURED_CELLS // len(table.head)))


def share_width(natural: Sequence[int], room: int) -> list[int]:
    """Widths that add up to at most `room`: small columns get their natural width, large ones share the rest."""
    if sum(natural) <= room:
        return list(natural)
    widths = [0] * len(natural)
    left = room
    for rank, column in enumerate(sorted(range(len(natural)), key=natural.__getitem__)):
        widths[column] = max(1, min(natural[column], left // (len(natural) - rank)))
        left -= widths[column]
    return widths


def _is_wider_than(columns: Sequence[int]) -> Callable[[Sequence[int]], bool]:
    return lambda widths: any(width > column for width, column in zip(widths, columns, strict=True))


def _split_padding(gap: int, align: str) -> tuple[int, int]:
    gap = max(gap, 0)
    if align == "right":
        return gap, 0
    return (gap // 2, gap - gap // 2) if align == "center" else (0, gap)
