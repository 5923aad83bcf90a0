"""The scrollback: lines that left the top of the screen, bounded in bytes and, if wanted, in rows."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice, repeat, starmap
from operator import itemgetter
from sys import getsizeof
from typing import Final, overload

from octui.term.grid.rows import Row
from octui.term.grid.styles import DEFAULT, Styles

_TUPLE: Final = getsizeof(("", "", None, 0)) + 8
_ASCII: Final = getsizeof("")
"""Size of a string beside its characters, if these are ASCII."""
_SLICE: Final = 32
"""Rows per slice; rows are counted and dropped in slices, as doing so one by one would cost more than printing them."""
_MAX_SLICES: Final = 16
"""The slices of rows that come at once: those of a flood are longer."""
_MAX_UNCOUNTED: Final = 4096
_ATTRIBUTES: Final = 400
"""Approximate size in bytes of an entry in an attribute table."""
_text_of = itemgetter(0)
_codes_of = itemgetter(1)
_coloured = (DEFAULT * 4096).__lt__
"""Whether codes differ from those of plain text, which rows share."""


class Scrollback(Sequence[Row]):
    """Rows, oldest first; `push` only appends, `count_pushed` accounts for pushed rows and drops the excess."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        """Bytes."""
        self.max_rows: int | None = None
        """Rows that are kept where the bytes allow; the oldest are dropped in slices, so there may be a few more."""
        self.rows: deque[Row] = deque()
        self.push = self.rows.append
        self.dropped = 0
        """Total number of rows dropped, so that `dropped + index` identifies a row permanently."""
        self.lost = 0
        """Number of rows dropped because there was no room for them."""
        self.waiting: list[Row] = []
        """Rows older than all others, oldest first, which still have the width the screen had before."""
        self.size = 0
        self._counted = 0
        self._slices: deque[tuple[int, int]] = deque()
        """Rows and bytes of each slice, oldest first."""
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

    @property
    def end(self) -> int:
        """Total number of rows pushed."""
        return self.dropped + len(self.rows)

    def push_rows(self, rows: Sequence[Row]) -> None:
        """Push several rows."""
        self.rows.extend(rows)
        if len(self.rows) - self._counted > _MAX_UNCOUNTED:
            self.count_pushed()

    def count_pushed(self) -> None:
        """Account for the rows pushed since the previous call, and drop the oldest while the limit is exceeded."""
        new = len(self.rows) - self._counted
        if not new:
            return
        self._count_new(new)
        if self._is_over_limit() and self.waiting:
            self.lost += len(self.waiting)
            self.waiting.clear()
        while self._slices and self._is_over_limit():
            self._drop()

    def _is_over_limit(self) -> bool:
        """Whether the oldest slice has to go."""
        if self.size > self.limit:
            return True
        oldest = self._slices[0][0] if self._slices else 0
        return self.max_rows is not None and len(self.rows) - oldest >= self.max_rows

    def _count_new(self, new: int) -> None:
        pushed = list(islice(reversed(self.rows), new))
        pushed.reverse()
        start = self._fill_last(pushed)
        length = max(_SLICE, new // _MAX_SLICES)
        for at in range(start, new, length):
            self._slices.append(_measured(pushed[at : at + length]))
            self.size += self._slices[-1][1]
        self._counted = len(self.rows)
        self._count_table()

    def clear_rows(self) -> None:
        """Remove all rows."""
        self.dropped += len(self.rows)
        self.rows.clear()
        self.waiting.clear()
        self._forget_counts()

    def pop_rows(self, count: int) -> list[Row]:
        """Take the newest rows away."""
        self.count_pushed()
        popped = [self.rows.pop() for _ in range(min(count, len(self.rows)))]
        popped.reverse()
        left = len(popped)
        while left > 0:
            rows, size = self._slices.pop()
            self.size -= size
            self._counted -= rows
            left -= rows
        if left < 0:
            # A slice of which some rows stay.
            kept = list(islice(reversed(self.rows), -left))
            self._slices.append(_measured(kept))
            self.size += self._slices[-1][1]
            self._counted += len(kept)
        return popped

    def put_aside(self) -> None:
        """Let all rows wait until they are reflowed, and put back with `put_back_rows`."""
        self.waiting += self.rows
        self.dropped += len(self.rows)
        self.rows.clear()
        self._forget_counts()

    def put_back_rows(self, rows: Sequence[Row]) -> None:
        """Put rows before the oldest one; newer rows keep their numbers."""
        for at in range(len(rows), 0, -_SLICE):
            part = rows[max(0, at - _SLICE) : at]
            self._slices.appendleft(_measured(part))
            self.size += self._slices[0][1]
        self.rows.extendleft(reversed(rows))
        self._counted += len(rows)
        self.dropped -= len(rows)

    def _forget_counts(self) -> None:
        self._slices.clear()
        self._tables.clear()
        self.size = self._counted = 0
        self._table = None

    def _fill_last(self, pushed: Sequence[Row]) -> int:
        """Add the first of `pushed` to the last slice while it has room; returns how many were added."""
        if not self._slices or self._slices[-1][0] >= _SLICE:
            return 0
        rows, size = self._slices.pop()
        more, added = _measured(pushed[: _SLICE - rows])
        self._slices.append((rows + more, size + added))
        self.size += added
        return more

    def _drop(self) -> None:
        """Drop the oldest slice."""
        rows, size = self._slices.popleft()
        # A loop in Python would take twice the time.
        deque(starmap(self.rows.popleft, repeat((), rows)), maxlen=0)
        self.size -= size
        self._counted -= rows
        self.dropped += rows
        self.lost += rows
        while self._tables and self._tables[0][0] <= self.dropped:
            self.size -= self._tables.popleft()[1]

    def _count_table(self) -> None:
        """When the rows change to another table, the one before weighs on the last row that used it."""
        newest = self.rows[-1][2]
        if self._table is not None and newest is not self._table:
            weight = self._table.count * _ATTRIBUTES
            self._tables.append((self.dropped + len(self.rows), weight))
            self.size += weight
        self._table = newest


def _measured(rows: Sequence[Row]) -> tuple[int, int]:
    """Number of rows, and their approximate size in bytes."""
    texts = "".join(map(_text_of, rows))
    # Most rows are ASCII without colours, which is found for all of them at once.
    size = len(texts) + len(rows) * _ASCII if texts.isascii() else sum(map(getsizeof, map(_text_of, rows)))
    if any(map(_coloured, set(map(_codes_of, rows)))):
        size += sum(map(getsizeof, filter(_coloured, map(_codes_of, rows))))
    return len(rows), size + len(rows) * _TUPLE
