"""pyte's nested mapping of cells: `buffer[y][x]` is a Char, created on access; assignments change the screen."""

from collections.abc import Callable, Iterator, MutableMapping, Sequence

from pyte.screens import Char

from octui.term.grid.cells import encode_cell
from octui.term.grid.char import Cell
from octui.term.grid.char_width import measure_char
from octui.term.grid.rows import STUB, Row, splice_cells
from octui.term.grid.styles import PLAIN

Rows = Callable[[], Sequence[Row]]
Write = Callable[[int, Row], None]


class Line(MutableMapping[int, Char]):
    """One row; unwritten columns are blank."""

    def __init__(self, y: int, rows: Rows, write: Write, columns: int) -> None:
        self._y, self._rows, self._write, self._columns = y, rows, write, columns

    def __getitem__(self, x: int) -> Cell:
        cells, codes, styles, _ = self._rows()[self._y]
        if not 0 <= x < len(cells):
            return Cell.make_cell(" ", PLAIN)
        text = "" if cells[x] == STUB else styles.decode_clusters(cells[x])
        return Cell.make_cell(text, styles.decode_attributes(codes[x]))

    def __setitem__(self, x: int, char: Char) -> None:
        row = self._rows()[self._y]
        styles = row[2]
        if not 0 <= x < self._columns:
            return
        text = char.data
        stands = encode_cell(text, styles) if text else STUB
        if text and measure_char(text[0]) == 2:
            stands += STUB
        code = styles.encode_attributes(Cell.read_attributes(char))
        if stands == STUB:
            cells = row[0].ljust(x + 1)
            codes = row[1].ljust(x + 1, "\0")
            self._write(self._y, (cells[:x] + STUB + cells[x + 1 :], codes[:x] + code + codes[x + 1 :], styles, row[3]))
            return
        size = min(len(stands), self._columns - x)
        self._write(self._y, splice_cells(row, x, x + size, stands[:size], code * size))

    def __delitem__(self, x: int) -> None:
        row = self._rows()[self._y]
        self._write(self._y, splice_cells(row, x, x + 1, " ", "\0"))

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._rows()[self._y][0])))

    def __len__(self) -> int:
        return len(self._rows()[self._y][0])


class Buffer(MutableMapping[int, Line]):
    """The rows of a screen; assigning a row copies its cells."""

    def __init__(self, rows: Rows, write: Write, columns: int) -> None:
        self._rows, self._write, self._columns = rows, write, columns

    def __getitem__(self, y: int) -> Line:
        if not 0 <= y < len(self._rows()):
            raise KeyError(y)
        return Line(y, self._rows, self._write, self._columns)

    def __setitem__(self, y: int, line: Line) -> None:
        cells = list(line.items())
        for x, char in cells:
            self[y][x] = char

    def __delitem__(self, y: int) -> None:
        row = self._rows()[y]
        self._write(y, ("", "", row[2], 0))

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self._rows())))

    def __len__(self) -> int:
        return len(self._rows())
