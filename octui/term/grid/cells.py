"""Converts text to cells: which code points share a cell, and how a row stores them."""

import re
from functools import partial
from typing import Final
from unicodedata import normalize

from octui.term.grid.char_width import is_widened_by, measure_char
from octui.term.grid.rows import STUB
from octui.term.grid.styles import Styles

JOINER: Final = "\u200d"
AS_EMOJI: Final = "\ufe0f"
LONGEST_REMEMBERED: Final = 40
"""Longest run of text, in code points, that is cached for the next time it is printed."""
LONGEST: Final = 24
"""Maximum number of code points per cell; excess ones are dropped."""

_MARK: Final = "\ufffe"
"""Stands before what is not stored as itself: a letter for its kind follows, and the code point."""
_SPECIAL: Final = _MARK + "s"
_COMBINING: Final = _MARK + "c"
_MOST_KNOWN: Final = 20_000
_LONGEST_CLUSTER: Final = 3 * LONGEST
"""Longest cluster that is cached, with its marks."""


class _Known(dict[str, str]):
    """Code point -> its cells, or the code point with a mark."""

    def __missing__(self, character: str) -> str:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        if not (width := measure_char(character)):
            found = _COMBINING + character
        elif character in (_MARK, STUB) or character >= "\U00100000" or "\ud800" <= character <= "\udfff":
            found = _SPECIAL + character
        else:
            found = character + STUB if width == 2 else character
        self[character] = found
        return found


_known = _Known().__getitem__
_CLUSTER: Final = re.compile(
    f"(?:[^{_MARK}]{STUB}?|{_SPECIAL}.)(?:{_COMBINING}(?:[^{JOINER}]|{JOINER}(?:[^{_MARK}]{STUB}?|{_MARK}..)))+"
    f"|{_SPECIAL}.",
    re.DOTALL,
).sub
"""A code point with all that combines with it, or one that is not stored as itself."""
_MARKS: Final = re.compile(f"{_MARK}.(.)|{STUB}", re.DOTALL).sub
_UNSEEN = frozenset(
    "\u061c\u180e\u200b\u200e\u200f\ufeff"
    + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC))))
)
"""Bidirectional and similar formatting characters, which have no effect in a grid but mislead readers."""


def is_unseen(character: str) -> bool:
    """Whether a code point of zero width is dropped entirely."""
    return character in _UNSEEN or character < "\xa0"


def text_to_cells(text: str, styles: Styles) -> str:
    """`text` as cells; empty when its first or last character may combine with adjacent text."""
    cells = "".join(map(_known, text))
    if _MARK in cells:
        if cells.startswith(_COMBINING):
            return ""
        cells = _CLUSTER(partial(_encode_cluster, styles), cells)
        if _COMBINING in cells:
            # A joiner at the end.
            return ""
    if len(text) <= LONGEST_REMEMBERED:
        styles.remember_cells(text, cells)
    return cells


def _encode_cluster(styles: Styles, found: re.Match[str]) -> str:
    marked = found.group()
    cells = styles.clusters.get(marked)
    if cells is None:
        cells = _cluster_cells(_MARKS(r"\1", marked), styles)
        if len(marked) <= _LONGEST_CLUSTER:
            styles.remember_cluster(marked, cells)
    return cells


def is_single_cell(character: str, styles: Styles) -> str:
    """One code point of non-zero width as one or two cells."""
    if character == STUB or character >= "\U00100000":
        return styles.encode_cluster(character)
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return character + STUB if measure_char(character) == 2 else character


def join_cells(cell: str, more: str) -> str:
    """The code points of a cell followed by those that combine with them."""
    return cell if len(cell) + len(more) > LONGEST else normalize("NFC", cell + more)


def encode_cell(text: str, styles: Styles) -> str:
    """The stored form of one cell's code points, without a stub."""
    return text if len(text) == 1 and text != STUB and text < "\U00100000" else styles.encode_cluster(text)


def find_last_printed(text: str) -> str:
    """The last code point with a cell; empty when there is none."""
    last, joining = "", False
    for character in text if JOINER in text else reversed(text):
        if joining:
            joining = False
        elif character == JOINER:
            joining = True
        elif measure_char(character):
            last = character
            if JOINER not in text:
                break
    return last


def _cluster_cells(cluster: str, styles: Styles) -> str:
    """The cells of a character and of what combines with it."""
    base, joining = cluster[0], False
    spelling, wide = "\ufffd" if "\ud800" <= base <= "\udfff" else base, measure_char(base) == 2
    for character in cluster[1:]:
        if joining:
            spelling, joining = join_cells(spelling, JOINER + character), False
        elif character == JOINER:
            joining = True
        elif character == AS_EMOJI and not wide and is_widened_by(spelling[0]):
            spelling, wide = join_cells(spelling, character), True
        elif not is_unseen(character):
            spelling = join_cells(spelling, character)
    cell = encode_cell(spelling, styles)
    return cell + STUB if wide else cell
