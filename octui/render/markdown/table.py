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

Ink = Callable[[Prose, Style], list[Line]]
"""Turns prose into unwrapped rows, on top of a base style."""


class _TableRow(NamedTuple):
    """A row of the table: what it was made from, each cell as unwrapped rows, and how wide those are."""

    source: tuple[Prose, ...]
    cells: list[list[Line]]
    widths: list[int]
    tall: bool


class TableLayout:
    """Draws one table repeatedly while it grows: rows whose columns did not move are not drawn again."""

    def __init__(self, palette: Palette, ink: Ink, base: Style) -> None:
        self._palette = palette
        self._ink = ink
        self._base = base
        self._body: list[_TableRow] = []
        self._drawn: list[list[Line]] = []
        self._drawn_for: object = None
        self._divider: Line = []

    def layout_table(self, table: Table, width: int) -> list[Line]:
        self._update_body(table)
        head = self._measure_row(table.head, self._base + self._palette.table_head)
        every = [head.widths, *(row.widths for row in self._body)]
        natural = [max(column) for column in zip(*every, strict=True)]
        room = width - 3 * len(natural) - 1
        columns = share_width(natural, room)
        if sum(columns) > room or any(
            got < min(wanted, NARROWEST) for got, wanted in zip(columns, natural, strict=True)
        ):
            return self._layout_cards(head, width)
        tall = any(row.tall for row in self._body) or any(map(_is_wider_than(columns), every[1:]))
        if self._drawn_for != (columns, tall):
            self._drawn, self._drawn_for = [], (columns, tall)
            self._divider = self._draw_table_edge("├┼┤", columns)
        divider = self._divider
        result = [self._draw_table_edge("┌┬┐", columns), *self._layout_boxed_row(head, columns, table.aligns), divider]
        for index, row in enumerate(self._body):
            if index == len(self._drawn):
                self._drawn.append(self._layout_boxed_row(row, columns, table.aligns))
            result += [divider, *self._drawn[index]] if index and tall else self._drawn[index]
        return [*result, self._draw_table_edge("└┴┘", columns)]

    def _update_body(self, table: Table) -> None:
        """Take over the table's rows, keeping what was measured and drawn of unchanged ones."""
        same = 0
        while same < min(len(self._body), len(table.rows)) and self._body[same].source == table.rows[same]:
            same += 1
        self._drawn = self._drawn[:same]
        self._body = self._body[:same] + [self._measure_row(row, self._base) for row in table.rows[same:]]

    def _measure_row(self, source: tuple[Prose, ...], base: Style) -> _TableRow:
        cells = [self._ink(prose, base) for prose in source]
        widths = [max([1, *map(measure_line, lines)]) for lines in cells]
        return _TableRow(source, cells, widths, any(len(lines) > 1 for lines in cells))

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

    def _layout_cards(self, head: _TableRow, width: int) -> list[Line]:
        label = max(1, min(max(head.widths), width // 3))
        rule = [Segment("─" * width, self._palette.table_border)]
        result: list[Line] = []
        for row in self._body or [head]:
            if result:
                result.append(rule)
            for name, lines in zip(head.cells, row.cells, strict=True):
                if width < 3 * NARROWEST // 2:
                    result += [piece for line in (*name, *lines) for piece in wrap_segments(line, width)]
                    continue
                names = [piece for line in name for piece in wrap_segments(line, label)]
                values = [piece for line in lines for piece in wrap_segments(line, width - label - 2)]
                for index in range(max(len(names), len(values))):
                    left = names[index] if index < len(names) else []
                    gap = Segment(" " * (label - measure_line(left) + 2), self._base)
                    result.append([*left, gap, *(values[index] if index < len(values) else [])])
        return result


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
