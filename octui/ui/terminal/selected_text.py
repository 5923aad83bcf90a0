"""Extracts the text of a selection in a terminal."""

from rich.cells import cell_len
from textual.selection import Selection

from octui.term import Screen, get_row_text, join_rows
from octui.term.grid.rows import cut_row


def extract_selected_text(source: Screen, selection: Selection) -> str:
    """The selected text with wrapped lines joined; lines count from the first row ever printed."""
    first = source.scrollback.dropped
    start, end = selection
    begin = max(start.y if start is not None else first, first)
    rows = source.slice_rows(begin - first, (end.y + 1 if end is not None else 1 << 40) - first)
    if not rows:
        return ""
    if end is not None and end.y >= begin and len(rows) == end.y - begin + 1:
        rows[-1] = cut_row(rows[-1], characters_to_cells(get_row_text(rows[-1]), (0, end.x))[1])
    whole = join_rows(rows).rstrip("\n")
    return whole[start.x :] if start is not None and start.y == begin else whole


def characters_to_cells(line: str, span: tuple[int, int]) -> tuple[int, int]:
    """Convert characters of a line to cells; an end below 0 is the end of the text."""
    start, end = span
    end = len(line.rstrip()) if end < 0 else end
    beyond = max(0, end - len(line))
    return cell_len(line[:start]) + max(0, start - len(line)), cell_len(line[:end]) + beyond
