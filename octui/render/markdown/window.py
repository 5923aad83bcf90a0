"""How much of a long source is parsed at once."""

from typing import Final

MAX_WINDOW_LENGTH: Final = 16_000
MAX_LINES: Final = 400
"""Characters and lines that are parsed at once; a list item or a quote beyond them is continued as another block."""
CELLS_OF_ROW: Final = 2
"""Cells of a table that cost about as much as another line."""

MARKS: Final = "*_`[\\&<~!"
MAX_MARKS: Final = 120
"""Where more characters may be markup, less is parsed at once: each of them has its cost."""
MARKS_OF_LABEL: Final = 2
MARKS_OF_ADDRESS: Final = 4
"""More marks that a link costs as much as, for its label and for its address."""
FEWEST: Final = 300


def find_window_end(source: str, start: int) -> int:
    """The end of what is parsed next: at a line end, unless a single line is longer than the window."""
    limit = min(len(source), start + MAX_WINDOW_LENGTH)
    end = start
    for _ in range(MAX_LINES):
        newline = source.find("\n", end, limit)
        if newline < 0:
            return limit if limit == len(source) or end == start else end
        end = newline + 1
    return end


def find_row_limit(text: str, start: int, end: int, rows: int) -> int:
    """Where so many lines end, of which one with many cells of a table counts as several; `end` if it comes first."""
    if text.count("\n", start, end) + text.count("|", start, end) // CELLS_OF_ROW < rows:
        return end
    place = start
    for line in text[start:end].split("\n", rows)[:-1]:
        rows -= 1 + line.count("|") // CELLS_OF_ROW
        place += len(line) + 1
        if rows <= 0:
            return place
    return end


def find_mark_limit(text: str, start: int, room: int, most: int = MAX_MARKS) -> int:
    """As many of these characters as have not too much that may be markup."""
    marks = count_marks(text, start, start + room)
    marks += MARKS_OF_LABEL * text.count("](", start, start + room)
    marks += MARKS_OF_ADDRESS * text.count("://", start, start + room)
    return room if marks <= most else min(room, max(FEWEST, room * most // marks))


def count_marks(text: str, start: int, end: int) -> int:
    """Count the characters that may be markup."""
    return sum(text.count(mark, start, end) for mark in MARKS)
