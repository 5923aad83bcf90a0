"""Immutable rows of cells: a changed row is a new object, scrolling moves references, and a row can be a cache key.

A row is (text, codes, styles, flags): `text` has one code point for each cell up to the last one written, and `codes`
has one code point for each cell, naming attributes in `styles`; cells after the last one are blank. A wide character is
followed by `STUB`; a cluster of several code points is stored as one code point of plane 16.
"""

import re
from collections.abc import Iterable
from typing import Final

from octui.term.grid.placeholders import replace_placeholders
from octui.term.grid.styles import DEFAULT, Attributes, Styles

Row = tuple[str, str, Styles, int]
"""Deliberately a plain tuple: with NamedTuples the bench's recordings were 15 % slower (4 % to 22 %)."""

STUB: Final = "\uffff"
"""The second cell of a wide character."""

WRAPPED: Final = 1
"""The line continues in the next row."""
PROMPT: Final = 2
"""A shell prompt begins in this row (OSC 133;A)."""
COMMAND: Final = 4
"""User input begins in this row (OSC 133;B)."""
OUTPUT: Final = 8
"""Command output begins in this row (OSC 133;C)."""
FINISHED: Final = 16
"""A command ended in this row (OSC 133;D)."""
_FINISH, _STATUS, _INPUT = 8, 24, 40
"""Numbers of 16 bits above the flags: the column at which a command ended in the row; how the command ended whose
prompt is in it, as exit code + 1; and the column, + 1, at which the command line begins."""
_NUMBER: Final = 0xFFFF
_UNKNOWN: Final = _NUMBER
STATUS_MASK: Final = _NUMBER << _STATUS

_STANDING_IN = re.compile("[\U00100000-\U0010ffff]")


def mark_finish(flags: int, column: int) -> int:
    """The flags of a row in which a command ends at `column`."""
    return flags & ~(_NUMBER << _FINISH) | column << _FINISH | FINISHED


def mark_input(flags: int, column: int) -> int:
    """The flags of a row in which a command line begins at `column`."""
    return flags & ~(_NUMBER << _INPUT) | (column + 1) << _INPUT | COMMAND


def mark_status(flags: int, code: int | None) -> int:
    """The flags of a prompt's row whose command ended with `code`; None if the shell did not say."""
    return flags & ~STATUS_MASK | (_UNKNOWN if code is None or code + 1 >= _UNKNOWN else code + 1) << _STATUS


def get_finish_column(flags: int) -> int:
    """The column at which a command ended."""
    return flags >> _FINISH & _NUMBER


def get_input_column(flags: int) -> int:
    """The column at which the command line begins; 0 where the shell did not mark it."""
    return max(0, (flags >> _INPUT & _NUMBER) - 1)


def has_exit_status(flags: int) -> bool:
    """Whether the command at the prompt in this row ended."""
    return bool(flags & STATUS_MASK)


def get_exit_code(flags: int) -> int | None:
    """How the command at the prompt in this row ended; None if it did not, or the shell did not say."""
    status = flags >> _STATUS & _NUMBER
    return status - 1 if 0 < status < _UNKNOWN else None


def get_row_text(row: Row) -> str:
    """The text of a row up to the last cell written; a blank for each cell of an image that is passed on."""
    text = decode_cells(row[0], row[2])
    return text if text.isascii() else replace_placeholders(text)


def decode_cells(cells: str, styles: Styles) -> str:
    """The text of these cells, without the second halves of wide characters and with clusters expanded."""
    if cells.isascii():
        return cells
    cells = cells.replace(STUB, "")
    return _STANDING_IN.sub(lambda found: styles.decode_clusters(found.group()), cells)


def split_runs(row: Row) -> list[tuple[str, Attributes]]:
    """The row's text in runs of equal attributes, each as wide in cells as Textual measures it."""
    cells, codes, styles, _ = row
    look = styles.decode_attributes
    if cells.isascii():
        return [(cells[start:end], look(code)) for start, end, code in find_runs(codes)]
    return [(decode_cells(cells[start:end], styles), look(code)) for start, end, code in find_runs(codes)]


def find_runs(codes: str) -> list[tuple[int, int, str]]:
    """The half-open ranges of cells with equal codes."""
    start, size, rest = 0, len(codes), codes
    runs: list[tuple[int, int, str]] = []
    while rest:
        code = rest[0]
        # Half the time of a regular expression that refers back to the first code.
        rest = rest.lstrip(code)
        end = size - len(rest)
        runs.append((start, end, code))
        start = end
    return runs


def slice_cells(row: Row, start: int, end: int) -> tuple[str, str]:
    """The half-open range of cells, padded; a wide character that is only partly inside becomes a blank."""
    cells = row[0][start:end].ljust(end - start)
    codes = row[1][start:end].ljust(end - start, DEFAULT)
    if cells and not cells.isascii():
        if cells[0] == STUB:
            cells = " " + cells[1:]
        if row[0][end : end + 1] == STUB:
            cells = cells[:-1] + " "
    return cells, codes


def splice_cells(row: Row, start: int, end: int, cells: str, codes: str) -> Row:
    """The row with the half-open range of cells replaced by `cells`; a wide character cut in two becomes a blank."""
    before, marks, styles, flags = row
    left, right = before[:start], before[end:]
    if len(left) < start:
        left = left.ljust(start)
        marks_left = marks.ljust(start, DEFAULT)
    else:
        marks_left = marks[:start]
    if not before.isascii():
        if left and before[start : start + 1] == STUB:
            left = left[:-1] + " "
        if right and right[0] == STUB:
            right = " " + right[1:]
    return (left + cells + right, marks_left + codes + marks[end:], styles, flags)


def cut_row(row: Row, end: int) -> Row:
    """The row truncated at `end`; the same row, which need not be painted again, where nothing is cut."""
    cells, codes, styles, flags = row
    if end >= len(cells) and not flags & WRAPPED:
        return row
    if cells[end : end + 1] == STUB:
        cells = cells[: end - 1] + " "
    return (cells[:end], codes[:end], styles, flags & ~WRAPPED)


def trim_row(row: Row) -> Row:
    """The row without trailing default blanks."""
    cells, codes, styles, flags = row
    if not cells.endswith(" ") or not codes.endswith(DEFAULT):
        return row
    size = max(len(cells.rstrip(" ")), len(codes.rstrip(DEFAULT)))
    return (cells[:size], codes[:size], styles, flags)


def move_to_styles(row: Row, styles: Styles) -> Row:
    """The row re-encoded for another attribute table."""
    cells, codes, before, flags = row
    if before is styles:
        return row
    if codes.count(DEFAULT) != len(codes):
        codes = codes.translate({ord(code): styles.copy_code(code, before) for code in set(codes)})
    if not cells.isascii():
        cells = _STANDING_IN.sub(lambda found: styles.encode_cluster(before.decode_clusters(found.group())), cells)
    return (cells, codes, styles, flags)


def find_used_codes(rows: Iterable[Row]) -> tuple[set[str], set[str]]:
    """The code points of attributes, and of clusters, in these rows."""
    codes: set[str] = set()
    clusters: set[str] = set()
    for row in rows:
        codes.update(row[1])
        if not row[0].isascii():
            clusters.update(_STANDING_IN.findall(row[0]))
    return codes, clusters


def join_rows(rows: list[Row]) -> str:
    """The text of rows, with wrapped rows joined without a line break."""
    pieces: list[str] = []
    for row in rows:
        if row[3] & WRAPPED:
            pieces.append(get_row_text(row))
        else:
            pieces += (get_row_text(row).rstrip(" "), "\n")
    return "".join(pieces)
