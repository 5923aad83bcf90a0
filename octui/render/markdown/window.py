"""How much of a long source is parsed at once."""

from typing import Final

LONGEST_WINDOW: Final = 16_000
MOST_LINES: Final = 400
"""Characters and lines that are parsed at once; a list item or a quote beyond them is continued as another block."""


def find_window_end(source: str, start: int) -> int:
    """The end of what is parsed next: at a line end, unless a single line is longer than the window."""
    limit = min(len(source), start + LONGEST_WINDOW)
    end = start
    for _ in range(MOST_LINES):
        newline = source.find("\n", end, limit)
        if newline < 0:
            return limit if limit == len(source) or end == start else end
        end = newline + 1
    return end
