"""The lines that left the top of the screen, bounded in bytes."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from sys import getsizeof
from typing import overload

from octui.term.rows import Row
from octui.term.styles import DEFAULT, Styles

_TUPLE = getsizeof(("", "", None, 0)) + 8
_MOST_UNCOUNTED = 4096
_ATTRIBUTES = 400
"""About what one entry of a table of attributes takes."""


class Scrollback(Sequence[Row]):
    """Rows, oldest first; `push` only appends, `settle` counts what was pushed and drops what is too much."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        """Bytes."""
        self.rows: deque[Row] = deque()
        self.push = self.rows.append
        self.dropped = 0
        """How many rows were dropped since the beginning, so that `dropped + index` names a row for good."""
        self.size = 0
        self._counted = 0
        self._tables: deque[tuple[int, int]] = deque()
        self._table: Styles | None = None

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, int):
            return self.rows[index]
        return [self.rows[at] for at in range(*index.indices(len(self.rows)))]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __reversed__(self) -> Iterator[Row]:
        return reversed(self.rows)

    def extend(self, rows: Sequence[Row]) -> None:
        """Push several rows."""
        self.rows.extend(rows)
        if len(self.rows) - self._counted > _MOST_UNCOUNTED:
            self.settle()

    def settle(self) -> None:
        """Count the rows pushed since the last time, and drop the oldest while there are too many bytes."""
        rows = self.rows
        new = len(rows) - self._counted
        if not new:
            return
        self.size += sum(map(_size, islice(reversed(rows), new)))
        self._counted = len(rows)
        self._count_table()
        while self.size > self.limit and rows:
            self._drop()

    def clear(self) -> None:
        """Forget all rows."""
        self.dropped += len(self.rows)
        self.rows.clear()
        self._tables.clear()
        self.size = self._counted = 0
        self._table = None

    def replace(self, rows: Sequence[Row]) -> None:
        """Put other rows in place of all."""
        self.rows.clear()
        self._tables.clear()
        self.size = self._counted = 0
        self._table = None
        self.rows.extend(rows)
        self.settle()

    def take(self) -> Row:
        """Remove and give the newest row, which goes back to the screen."""
        self.settle()
        row = self.rows.pop()
        self.size -= _size(row)
        self._counted -= 1
        return row

    def _drop(self) -> None:
        self.size -= _size(self.rows.popleft())
        self._counted -= 1
        self.dropped += 1
        while self._tables and self._tables[0][0] <= self.dropped:
            self.size -= self._tables.popleft()[1]

    def _count_table(self) -> None:
        """When the rows change to another table, the one before weighs on the last row that used it."""
        newest = self.rows[-1][2]
        if self._table is not None and newest is not self._table:
            weight = len(self._table.attributes) * _ATTRIBUTES
            self._tables.append((self.dropped + len(self.rows), weight))
            self.size += weight
        self._table = newest


def _size(row: Row) -> int:
    codes = row[1]
    # The codes of plain text are shared between rows.
    return _TUPLE + getsizeof(row[0]) + (getsizeof(codes) if codes and codes[0] != DEFAULT else 0)
