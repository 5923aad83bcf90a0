"""Reflow: joins wrapped lines and wraps them at a new width."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from octui.term.grid.rows import (
    COMMAND,
    FINISHED,
    OUTPUT,
    PROMPT,
    STATUS_MASK,
    STUB,
    WRAPPED,
    Row,
    get_finish_column,
    get_input_column,
    mark_finish,
    mark_input,
    trim_row,
)


class Place(NamedTuple):
    """Position of a cell, by row and column."""

    row: int
    column: int


def reflow_rows(rows: Sequence[Row], columns: int, place: Place) -> tuple[list[Row], Place]:
    """The rows at the new width, and the new position of the cell at `place`."""
    result: list[Row] = []
    found: Place | None = None
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and rows[end - 1][3] & WRAPPED and rows[end - 1][2] is rows[end][2]:
            end += 1
        if start <= place.row < end:
            offset = place.column + sum(len(row[0]) for row in rows[start : place.row])
            line, at = _wrapped(rows[start:end], columns, offset)
            found = Place(len(result) + at.row, at.column)
        elif end == start + 1 and len(rows[start][0]) <= columns:
            line = [rows[start]]
        else:
            line, _ = _wrapped(rows[start:end], columns, 0)
        result += line
        start = end
    return result, found or Place(len(result), 0)


def _wrapped(rows: Sequence[Row], columns: int, offset: int) -> tuple[list[Row], Place]:
    """The rows of one line at the new width, and the new position of its cell at `offset`."""
    cells, codes, styles, _ = trim_row(_whole(rows))
    flags, late, finished, typed = _split_marks(rows)
    last = rows[-1][3] & WRAPPED
    result: list[Row] = []
    place = Place(0, min(offset, columns))
    start = 0
    while True:
        end = min(start + columns, len(cells))
        if columns > 1 and cells[end : end + 1] == STUB:
            end -= 1
        more = end < len(cells)
        if finished >= start and (finished < end or not more):
            flags = mark_finish(flags | late, finished - start)
            finished = -1
        if typed >= start and (typed < end or not more):
            flags = mark_input(flags, typed - start)
            typed = -1
        result.append((cells[start:end], codes[start:end], styles, (flags & ~WRAPPED) | (WRAPPED if more else last)))
        if start <= offset <= end or (offset > end and not more):
            place = Place(len(result) - 1, min(offset - start, columns))
        if not more:
            return result, place
        # Shell integration marks belong to the start of a line, except where a command ended.
        flags = 0
        start = end


def _split_marks(rows: Sequence[Row]) -> tuple[int, int, int, int]:
    """The marks at the start of a line, those where a command ended in it, and where in cells from its start that is.

    Last, where the command line begins; both are -1 if there is no such mark.
    """
    early = late = offset = 0
    finished = typed = -1
    for cells, _, _, flags in rows:
        marks = flags & (PROMPT | OUTPUT | STATUS_MASK)
        if flags & FINISHED:
            finished = offset + get_finish_column(flags)
        if flags & COMMAND:
            typed = offset + get_input_column(flags)
        if finished < 0:
            early |= marks
        else:
            # Output begins before it ends; the prompt after it is the next command's.
            early, late = early | marks & OUTPUT, late | marks & ~OUTPUT
        offset += len(cells)
    return early, late, finished, typed


def _whole(rows: Sequence[Row]) -> Row:
    if len(rows) == 1:
        return rows[0]
    return ("".join(_texts(rows)), "".join(row[1] for row in rows), rows[0][2], 0)


def _texts(rows: Sequence[Row]) -> Iterable[str]:
    return (row[0] for row in rows)
