"""Cursor motions in rows of text: by character, word, line and paragraph, with vi semantics.

A wrapped line counts as one line; a position is always the first cell of a character, or of an empty row.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from octui.term import Row
from octui.term.grid.reflow import Place
from octui.term.grid.rows import PROMPT, STUB, WRAPPED

Rows = Sequence[Row]
Kind = int
KindAt = Callable[[Rows, Place], Kind]
BLANK, PUNCTUATION, LETTER = range(3)


def measure_row_width(row: Row) -> int:
    """Number of cells up to the end of the text; trailing blanks count only where the line continues."""
    return len(row[0]) if row[3] & WRAPPED else len(row[0].rstrip(" "))


def find_cell_start(row: Row, column: int) -> int:
    """First cell of the character at a column, or of the last character when the column is past the end."""
    column = max(0, min(column, measure_row_width(row) - 1))
    return column - 1 if column and row[0][column : column + 1] == STUB else column


def find_cell_end(row: Row, column: int) -> int:
    """The cell after the character that begins at a column."""
    return column + 2 if row[0][column + 1 : column + 2] == STUB else column + 1


def is_continued(rows: Rows, row: int) -> bool:
    """Whether the row's line continues in the next row."""
    return row + 1 < len(rows) and bool(rows[row][3] & WRAPPED)


def find_line(rows: Rows, row: int) -> tuple[int, int]:
    """The first and last row of the line that contains a row."""
    first = last = row
    while first > 0 and is_continued(rows, first - 1):
        first -= 1
    while is_continued(rows, last):
        last += 1
    return first, last


def move_left(rows: Rows, place: Place) -> Place:
    if place.column:
        return Place(place.row, find_cell_start(rows[place.row], place.column - 1))
    if place.row and is_continued(rows, place.row - 1):
        return _end_of(rows, place.row - 1)
    return place


def move_right(rows: Rows, place: Place) -> Place:
    column = find_cell_end(rows[place.row], place.column)
    if column < measure_row_width(rows[place.row]):
        return Place(place.row, column)
    return Place(place.row + 1, 0) if is_continued(rows, place.row) else place


def find_text_end(rows: Rows) -> Place:
    """The last character of the whole text."""
    return _end_of(rows, len(rows) - 1)


def find_line_start(rows: Rows, place: Place) -> Place:
    return Place(find_line(rows, place.row)[0], 0)


def find_line_end(rows: Rows, place: Place) -> Place:
    return _end_of(rows, find_line(rows, place.row)[1])


def find_first_text(rows: Rows, place: Place) -> Place:
    """The first non-blank character of the line."""
    at = find_line_start(rows, place)
    while get_char_kind(rows, at) == BLANK and (then := move_right(rows, at)) != at:
        at = then
    return at


def find_paragraph_before(rows: Rows, place: Place) -> Place:
    """The empty row before the paragraph, or the start of the text."""
    row = place.row
    while row > 0 and not measure_row_width(rows[row]):
        row -= 1
    while row > 0 and measure_row_width(rows[row]):
        row -= 1
    return Place(row, 0)


def find_paragraph_after(rows: Rows, place: Place) -> Place:
    """The empty row after the paragraph, or the end of the text."""
    row = place.row
    while row < len(rows) and not measure_row_width(rows[row]):
        row += 1
    while row < len(rows) and measure_row_width(rows[row]):
        row += 1
    return Place(row, 0) if row < len(rows) else find_text_end(rows)


def get_char_kind(rows: Rows, place: Place) -> Kind:
    """Character class for vi's words: letters, digits and underscore; other non-blank characters; or blanks."""
    cells, _, styles, _ = rows[place.row]
    if place.column >= len(cells) or cells[place.column].isspace():
        return BLANK
    character = styles.decode_clusters(cells[place.column])[0]
    return LETTER if character.isalnum() or character == "_" else PUNCTUATION


def get_solid_kind(rows: Rows, place: Place) -> Kind:
    """Character class for vi's WORDs: non-blank characters or blanks."""
    return min(get_char_kind(rows, place), PUNCTUATION)


def find_word_after(rows: Rows, place: Place, kind_at: KindAt = get_char_kind) -> Place:
    """Start of the next word or empty line."""
    at = place
    while (then := _onward(rows, at)) is not None:
        if _begins(rows, then, at, kind_at):
            return then
        at = then
    return at


def find_word_before(rows: Rows, place: Place, kind_at: KindAt = get_char_kind) -> Place:
    """Start of the current word, or of the previous one."""
    at = place
    while (then := _back(rows, at)) is not None:
        if _begins(rows, then, _back(rows, then), kind_at):
            return then
        at = then
    return at


def find_word_end(rows: Rows, place: Place, kind_at: KindAt = get_char_kind) -> Place:
    """End of the current word, or of the next one."""
    at = place
    while (then := _onward(rows, at)) is not None:
        after = _onward(rows, then)
        if kind_at(rows, then) != BLANK and (after is None or _differ(rows, then, after, kind_at)):
            return then
        at = then
    return at


def move_down(rows: Rows, place: Place, by: int, column: int) -> Place:
    """Move down by a number of rows, or up if negative, staying as close to the column as the text allows."""
    row = max(0, min(place.row + by, len(rows) - 1))
    return Place(row, find_cell_start(rows[row], column))


def find_prompt_before(rows: Rows, place: Place) -> Place:
    """The shell prompt above, as far as the shell marks them (OSC 133)."""
    return next((Place(at, 0) for at in range(place.row - 1, -1, -1) if rows[at][3] & PROMPT), place)


def find_prompt_after(rows: Rows, place: Place) -> Place:
    """The shell prompt below, as far as the shell marks them (OSC 133)."""
    return next((Place(at, 0) for at in range(place.row + 1, len(rows)) if rows[at][3] & PROMPT), place)


MOTIONS: Final[Mapping[str, Callable[[Rows, Place], Place]]] = {
    "copy.left": move_left,
    "copy.right": move_right,
    "copy.word.next": find_word_after,
    "copy.word.previous": find_word_before,
    "copy.word.end": find_word_end,
    "copy.bigword.next": lambda rows, place: find_word_after(rows, place, get_solid_kind),
    "copy.bigword.previous": lambda rows, place: find_word_before(rows, place, get_solid_kind),
    "copy.bigword.end": lambda rows, place: find_word_end(rows, place, get_solid_kind),
    "copy.line.start": find_line_start,
    "copy.line.text": find_first_text,
    "copy.line.end": find_line_end,
    "copy.paragraph.previous": find_paragraph_before,
    "copy.paragraph.next": find_paragraph_after,
    "copy.prompt.previous": find_prompt_before,
    "copy.prompt.next": find_prompt_after,
    "copy.first": lambda _, __: Place(0, 0),
    "copy.last": lambda rows, _: find_text_end(rows),
}
"""Copy mode commands and the motion each performs."""


def _end_of(rows: Rows, row: int) -> Place:
    return Place(row, find_cell_start(rows[row], len(rows[row][0])))


def _onward(rows: Rows, place: Place) -> Place | None:
    """The next character or empty row in the whole text."""
    then = move_right(rows, place)
    if then != place:
        return then
    return Place(place.row + 1, 0) if place.row + 1 < len(rows) else None


def _back(rows: Rows, place: Place) -> Place | None:
    then = move_left(rows, place)
    if then != place:
        return then
    return _end_of(rows, place.row - 1) if place.row else None


def _begins(rows: Rows, place: Place, before: Place | None, kind_at: KindAt) -> bool:
    """Whether a word or an empty line begins at a position; `before` is the character that precedes it."""
    if kind_at(rows, place) == BLANK:
        return not measure_row_width(rows[place.row]) and not (place.row and is_continued(rows, place.row - 1))
    return before is None or _differ(rows, before, place, kind_at)


def _differ(rows: Rows, one: Place, other: Place, kind_at: KindAt) -> bool:
    """Whether two adjacent characters belong to different words."""
    return kind_at(rows, one) != kind_at(rows, other) or (one.row != other.row and not is_continued(rows, one.row))
