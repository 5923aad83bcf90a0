"""Converts text to cells: which code points share a cell, and how a row stores them."""

import re
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
"""Marks code points that have no cell or are stored as another code point."""
_MOST_KNOWN: Final = 20_000


class _Known(dict[str, str]):
    """Code point -> its cells, or the mark."""

    def __missing__(self, character: str) -> str:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        special = character in (_MARK, STUB) or character >= "\U00100000" or "\ud800" <= character <= "\udfff"
        found = _MARK if special else ("", character, character + STUB)[measure_char(character)] or _MARK
        self[character] = found
        return found


_known = _Known().__getitem__
_SIMPLE, _SPECIAL, _COMBINING_MARK, _JOINING = "csmj"
_COMBINING: Final = _COMBINING_MARK + _JOINING
_CLUSTER: Final = re.compile("[cs](?:m|j.)+|s")
"""In the kinds of code points: one with all that combines with it, and one that is not stored as itself."""


class _Kinds(dict[str, str]):
    """Code point -> its kind."""

    def __missing__(self, character: str) -> str:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        if character == JOINER:
            kind = _JOINING
        elif not measure_char(character):
            kind = _COMBINING_MARK
        else:
            kind = _SPECIAL if _known(character) == _MARK else _SIMPLE
        self[character] = kind
        return kind


_kind = _Kinds().__getitem__
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
    simple = "".join(map(_known, text))
    if _MARK not in simple:
        if len(text) <= LONGEST_REMEMBERED:
            styles.remember_cells(text, simple)
        return simple
    if not measure_char(text[0]):
        return ""
    words = [_word(word, styles) for word in text.split(" ")]
    if None in words:
        # A code point combines with a space, or is at the start or end of the text.
        return _clustered(text, styles)
    return " ".join(word for word in words if word is not None)


def _word(word: str, styles: Styles) -> str | None:
    """The cells of a word; None when its first or last character may combine with adjacent text."""
    known = styles.cells.get(word)
    if known is None:
        known = "".join(map(_known, word))
        if _MARK in known:
            known = _clustered(word, styles)
            if not known:
                return None
        styles.remember_cells(word, known)
    return known


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


def _clustered(text: str, styles: Styles) -> str:
    """The cells of text with clusters; empty when its first or last character may combine with adjacent text."""
    kinds = "".join(map(_kind, text))
    if kinds[0] in _COMBINING:
        return ""
    pieces, at = [], 0
    for found in _CLUSTER.finditer(kinds):
        start, end = found.span()
        pieces.append("".join(map(_known, text[at:start])))
        cluster = text[start:end]
        cells = styles.cells.get(cluster)
        if cells is None:
            cells = _cluster_cells(cluster, styles)
            styles.remember_cells(cluster, cells)
        pieces.append(cells)
        at = end
    if at < len(text) and kinds[-1] == _JOINING:
        return ""
    pieces.append("".join(map(_known, text[at:])))
    return "".join(pieces)


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
