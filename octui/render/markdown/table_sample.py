"""The beginning of a long table in short: pieces of it that are drawn by themselves get the same columns."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from octui.render.markdown.table import MEASURED_CELLS, MEASURED_ROWS
from octui.render.text.cell_width import measure_width

MAX_COLUMNS: Final = 60
"""Tables with more columns are drawn as cards, whatever is in their cells."""

_UNDER_HEAD: Final = re.compile(r"^[ \t]*[-:|][-:| \t\r]*\n", re.M)
"""The line under the head of a table."""
_PIPE: Final = re.compile(r"(?<!\\)\|")
_MARKUP: Final = re.compile(r"[*_`~\\]|\]\([^)]*\)")


def extract_table_sample(text: str, start: int, end: int) -> str:
    """The first table in this part of the text: its head, and one row of the widest cell of each column."""
    for under in _UNDER_HEAD.finditer(text, start, end):
        above = max(start, text.rfind("\n", start, max(start, under.start() - 1)) + 1)
        if "-" in under.group() and text.find("|", above, under.start()) >= 0:
            head = text[above : under.end()]
            return head + _make_widest_row(head, text[under.end() : end])
    return ""


def is_sampled_table(context: str) -> bool:
    """Whether this source ends with a head and a row made by `extract_table_sample`."""
    lines = context.split("\n")
    return len(lines) > 3 and not lines[-1] and "|" in lines[-2] and bool(_UNDER_HEAD.fullmatch(lines[-3] + "\n"))


def _make_widest_row(head: str, rows: str) -> str:
    widest = [""] * len(_split_cells(head.partition("\n")[0]))
    if len(widest) <= MAX_COLUMNS:
        widths = [0] * len(widest)
        for line in islice(_iter_lines(rows), min(MEASURED_ROWS, MEASURED_CELLS // len(widest))):
            for column, cell in enumerate(_split_cells(line)[: len(widest)]):
                width = measure_width(_MARKUP.sub("", cell))
                if width > widths[column]:
                    widths[column], widest[column] = width, cell
    return f"| {' | '.join(widest)} |\n"


def _split_cells(line: str) -> list[str]:
    """The cells of a row as they are written, without the edges."""
    cells = [cell.strip() for cell in _PIPE.split(line.strip())]
    first = 1 if len(cells) > 1 and not cells[0] else 0
    last = len(cells) - (len(cells) > first + 1 and not cells[-1])
    return cells[first:last]


def _iter_lines(rows: str) -> Iterator[str]:
    place = 0
    while (newline := rows.find("\n", place)) >= 0:
        yield rows[place:newline]
        place = newline + 1
