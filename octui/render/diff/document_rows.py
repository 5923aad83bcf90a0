"""The rows of a diff before they are drawn: hundreds of thousands, in thirteen bytes each."""

from __future__ import annotations

from array import array
from contextlib import suppress
from enum import IntEnum, auto
from typing import NamedTuple

from octui.render.lazy_sequence import NUMBER, LazySequence


class RowKind(IntEnum):
    """What a row of a diff shows."""

    SPACE = auto()
    FILE = auto()
    NOTE = auto()
    GAP = auto()
    """Where the patch itself leaves lines out, before the hunk that begins with the line `old`."""
    FOLD = auto()
    """Unchanged lines that are not shown; those that the patch has are the lines from `old` to before `new`."""
    LINE = auto()
    COMMENT = auto()


class Row(NamedTuple):
    """One row, before it is folded to a width.

    `old` and `new` are indices into the lines of the file, -1 for the side on which the row has none: side by side, a
    row of two lines that replaced each other has both, and so has an unchanged line.
    """

    kind: RowKind
    file: int
    old: int = -1
    new: int = -1
    text: str = ""


class DocumentRows(LazySequence[Row]):
    """All rows, in order."""

    __slots__ = ("_files", "_kinds", "_new", "_old", "_texts")

    def __init__(self) -> None:
        self._kinds = bytearray()
        self._files, self._old, self._new = array(NUMBER), array(NUMBER), array(NUMBER)
        self._texts: dict[int, str] = {}
        """By row; most have none."""

    def __len__(self) -> int:
        return len(self._kinds)

    def make_element(self, index: int) -> Row:
        kind = RowKind(self._kinds[index])
        return Row(kind, self._files[index], self._old[index], self._new[index], self._texts.get(index, ""))

    def append_row(self, row: Row) -> None:
        if row.text:
            self._texts[len(self._kinds)] = row.text
        self._kinds.append(row.kind)
        self._files.append(row.file)
        self._old.append(row.old)
        self._new.append(row.new)

    def find_line(self, file: int, line: int, start: int) -> int:
        """The first row from `start` on that shows a line of a file; -1 when none does."""
        found = [self._find_on_side(side, file, line, start) for side in (self._old, self._new)]
        return min((row for row in found if row >= 0), default=-1)

    def _find_on_side(self, side: array[int], file: int, line: int, start: int) -> int:
        with suppress(ValueError):
            while True:
                row = side.index(line, start)
                if self._files[row] == file and self._kinds[row] == RowKind.LINE:
                    return row
                start = row + 1
        return -1
