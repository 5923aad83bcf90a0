"""Output that does nothing but scroll, as of `yes` or of a log: taken by the thousand lines."""

from collections import deque
from collections.abc import Sequence
from itertools import islice
from sys import getsizeof
from typing import Final

from octui.term import Row, Screen, Scrollback, Stream
from octui.term.styles import DEFAULT, Styles

FEWEST: Final = 64
"""Lines for which it is worth the look."""
BATCH: Final = 512
"""Rows that are forgotten together."""
_ROW: Final = getsizeof(("", "", None, 0)) + 8
_ATTRIBUTES: Final = 400


class BatchedScrollback(Scrollback):
    """Rows are counted and dropped by the batch, since one by one that takes longer than all else."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._settled = 0
        self._batches: deque[tuple[int, int]] = deque()
        """Rows and bytes, oldest first."""
        self._styles: Styles | None = None

    def settle(self) -> None:
        new = len(self.rows) - self._settled
        if not new:
            return
        fresh = list(islice(reversed(self.rows), new))
        for end in range(new, 0, -BATCH):
            self._count(fresh[max(0, end - BATCH) : end])
        self._settled = len(self.rows)
        while self.size > self.limit and len(self._batches) > 1:
            self._drop_batch()

    def extend(self, rows: Sequence[Row]) -> None:
        self.rows.extend(rows)
        if len(self.rows) - self._settled > 8 * BATCH:
            self.settle()

    def clear(self) -> None:
        super().clear()
        self._begin()

    def replace(self, rows: Sequence[Row]) -> None:
        self.rows.clear()
        self._begin()
        self.size = 0
        self.rows.extend(rows)
        self.settle()

    def take(self) -> Row:
        self.settle()
        row = self.rows.pop()
        count, size = self._batches.pop()
        weight = min(size, _weight([row]))
        if count > 1:
            self._batches.append((count - 1, size - weight))
        self.size -= weight if count > 1 else size
        self._settled -= 1
        return row

    def _begin(self) -> None:
        self._batches.clear()
        self._settled = 0
        self._styles = None

    def _count(self, rows: list[Row]) -> None:
        size = _weight(rows)
        if rows[0][2] is not self._styles:
            # A table of attributes weighs on the rows after it, with which it goes at the latest.
            size += len(self._styles.attributes) * _ATTRIBUTES if self._styles is not None else 0
            self._styles = rows[0][2]
        self.size += size
        if self._batches and self._batches[-1][0] + len(rows) <= BATCH:
            before, weight = self._batches.pop()
            self._batches.append((before + len(rows), weight + size))
        else:
            self._batches.append((len(rows), size))

    def _drop_batch(self) -> None:
        count, size = self._batches.popleft()
        for _ in range(count):
            self.rows.popleft()
        self.size -= size
        self.dropped += count
        self._settled -= count


def pour(screen: Screen, stream: Stream, text: str) -> bool:
    """Feed text that is plain lines to a screen that they scroll; False, and nothing done, for any other."""
    if stream.busy or not text.isascii():
        return False
    first, *lines = text.split("\r\n")
    if len(lines) < FEWEST:
        return False
    rest = lines.pop()
    if not "".join(lines).isprintable() or len(max(lines, key=len)) > screen.columns:
        return False
    if not _scrolls(screen):
        return False
    stream.feed(f"{first}\r\n")
    if stream.busy or not _scrolls(screen):
        # What came before the first line end was more than a line.
        stream.feed(text[len(first) + 2 :])
        return True
    _scroll_in(screen, lines)
    stream.feed(rest)
    return True


def _scrolls(screen: Screen) -> bool:
    """Whether a line end moves the whole screen up by a plain row, and text is written as it is."""
    _, _, y, code, _, _, _, _, modes = screen.hot()
    simple, free, rolls, bottom, keep, _, _, last = modes
    return simple and free and rolls and keep is not None and y == bottom == last > 0 and code == DEFAULT


def _scroll_in(screen: Screen, lines: list[str]) -> None:
    """These lines, each with its end, when the cursor is at the beginning of the last row, which is empty."""
    _, _, y, _, rows, styles, _, _, _ = screen.hot()
    plain = screen.plain
    written = [*rows[:y], *[(line, plain[len(line)], styles, 0) for line in lines]]
    screen.scrollback.extend(written[:-y])
    blank: Row = ("", "", styles, 0)
    rows[:] = [*written[-y:], blank]
    screen.last_text = next((line for line in reversed(lines) if line), screen.last_text)


def _weight(rows: list[Row]) -> int:
    """Bytes; the codes of plain text are shared between rows."""
    size = len(rows) * _ROW + sum(map(getsizeof, [row[0] for row in rows]))
    return size + sum([getsizeof(row[1]) for row in rows if row[1] and row[1][0] != DEFAULT])
