"""Rectangular area operations: fill, erase, copy and checksum (DEC STD 070, VT420)."""

from octui.term.editing import Editor
from octui.term.grid.grid import ORIGIN, Grid
from octui.term.grid.rows import STUB, decode_cells, slice_cells, splice_cells


class RectangleEditor:
    """Edges count from 1, in origin mode relative to the margins; 0 is the edge of the screen."""

    def __init__(self, grid: Grid, editor: Editor) -> None:
        self.grid = grid
        self.editor = editor

    def fill_rectangle(self, *numbers: int) -> None:
        """DECFRA: character; top; left; bottom; right."""
        character = numbers[0] if numbers else 0
        if 32 <= character < 127 or 160 <= character < 256:
            for y, start, end in self._rectangle(numbers[1:5]):
                row = self.grid.rows[y]
                self.grid.rows[y] = splice_cells(
                    row, start, end, chr(character) * (end - start), self.grid.cursor.code * (end - start)
                )

    def erase_rectangle(self, *numbers: int) -> None:
        """DECERA: top; left; bottom; right."""
        for y, start, end in self._rectangle(numbers[:4]):
            self.editor.erase_cells(y, start, end)

    def erase_rectangle_selectively(self, *numbers: int) -> None:
        """DECSERA: like DECERA, but cells protected by DECSCA are kept."""
        for y, start, end in self._rectangle(numbers[:4]):
            self.editor.erase_cells(y, start, end, keep=not self.grid.is_guarded)

    def copy_rectangle(self, *numbers: int) -> None:
        """DECCRA: top; left; bottom; right; page; then top; left of the destination."""
        source = [(y, *slice_cells(self.grid.rows[y], start, end)) for y, start, end in self._rectangle(numbers[:4])]
        if not source:
            return
        target = [*numbers[5:7], 0, 0][:2]
        origin = self._origin()
        top, left = max(target[0], 1) - 1 + origin[0], max(target[1], 1) - 1 + origin[1]
        for y, cells, codes in source:
            row_at = top + y - source[0][0]
            if row_at < self.grid.lines and left < self.grid.columns:
                size = min(len(cells), self.grid.columns - left)
                if cells[size : size + 1] == STUB:
                    cells = cells[: size - 1] + " "
                self.grid.rows[row_at] = splice_cells(
                    self.grid.rows[row_at], left, left + size, cells[:size], codes[:size]
                )

    def _origin(self) -> tuple[int, int]:
        return (self.grid.top, self.grid.left) if ORIGIN in self.grid.mode else (0, 0)

    def _rectangle(self, edges: tuple[int, ...]) -> list[tuple[int, int, int]]:
        """(row, first column, column after the last) for each row of a rectangle; nothing for an invalid one."""
        top, left, bottom, right = [*edges, 0, 0, 0, 0][:4]
        down, over = self._origin()
        first, start = max(top, 1) - 1 + down, max(left, 1) - 1 + over
        last = min((bottom or self.grid.lines) + down, self.grid.lines)
        end = min((right or self.grid.columns) + over, self.grid.columns)
        if first >= last or start >= end:
            return []
        return [(y, start, end) for y in range(first, last)]

    def compute_checksum(self, edges: tuple[int, ...]) -> int:
        """16-bit checksum of a rectangle: the negated sum of its code points, as DEC terminals compute it."""
        total = 0
        for y, start, end in self._rectangle(edges):
            cells, _ = slice_cells(self.grid.rows[y], start, end)
            total += sum(map(ord, decode_cells(cells, self.grid.rows[y][2])))
        return -total & 0xFFFF
