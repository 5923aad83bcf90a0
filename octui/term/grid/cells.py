"""Converts text to cells: which code points share a cell, and how a row stores them."""

import re
from functools import lru_cache, partial
from typing import Final
from unicodedata import normalize

from octui.term.grid.char_width import is_widened_by, measure_char
from octui.term.grid.rows import STUB
from octui.term.grid.styles import Styles

JOINER: Final = "\u200d"
AS_EMOJI: Final = "\ufe0f"
MAX_REMEMBERED_LENGTH: Final = 80
"""Longest run of text, in code points, that is cached for the next time it is printed."""
MAX_CELL_LENGTH: Final = 24
"""Maximum number of code points per cell; excess ones are dropped."""

_MARK: Final = "\ufffe"
"""Stands before code points that combine, and before those that rows use for something else."""
_BOUND: Final = "\n"
"""Stands before every code point with a width: a cell may begin there. Text has no control characters."""
_JOINED: Final = _MARK + JOINER
_MAX_KNOWN: Final = 20_000
_MAX_MARKED_LENGTH: Final = 3 * MAX_CELL_LENGTH
"""Longest cluster that is cached, with its marks."""
_unmark: Final = partial(re.compile(f"{_MARK}(.)|{STUB}", re.DOTALL).sub, r"\1")


class _Known(dict[str, str]):
    """Code point -> its cells or the code point itself, marked."""

    def __missing__(self, character: str) -> str:
        if len(self) >= _MAX_KNOWN:
            self.clear()
        if not (width := measure_char(character)):
            found = _MARK + character
        elif character in (_MARK, STUB) or character >= "\U00100000" or "\ud800" <= character <= "\udfff":
            found = _BOUND + _MARK + character
        else:
            found = _BOUND + character + STUB if width == 2 else _BOUND + character
        self[character] = found
        return found


_known = _Known().__getitem__
_UNSEEN = frozenset(
    "\u061c\u180e\u200b\u200e\u200f\ufeff"
    + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFFF9, 0xFFFC))))
)
"""Bidirectional and similar formatting characters, which have no effect in a grid but mislead readers."""
_UNSEEN_START = "".join(_UNSEEN)


def is_unseen(character: str) -> bool:
    """Whether a code point of zero width is dropped entirely."""
    return character in _UNSEEN or character < "\xa0"


def text_to_cells(text: str, styles: Styles) -> str:
    """`text` as cells; empty when its first or last character may combine with adjacent text."""
    cells = (" " in text and _words_to_cells(text, styles)) or _encode_text(text, styles)
    if len(text) <= MAX_REMEMBERED_LENGTH:
        styles.cells.remember_text(text, cells)
    return cells


def _words_to_cells(text: str, styles: Styles) -> str:
    """`text` as cells, word by word, as words come back more often than lines; empty where a word may combine."""
    words = text.split(" ")
    seen = styles.cells.get
    parts = [word if word.isascii() else seen(word) or _encode_word(word, styles) for word in words]
    if "" in parts and any(word and not part for word, part in zip(words, parts, strict=True)):
        return ""
    return " ".join(parts)


def _encode_word(word: str, styles: Styles) -> str:
    cells = _encode_text(word, styles)
    if cells and len(word) <= MAX_REMEMBERED_LENGTH:
        styles.cells.remember_text(word, cells)
    return cells


def _encode_text(text: str, styles: Styles) -> str:
    if text[0] in _UNSEEN:
        rest = text.lstrip(_UNSEEN_START)
        return _encode_text(rest, styles) if rest else ""
    marked = "".join(map(_known, text))
    if _MARK not in marked:
        return marked.replace(_BOUND, "")
    if marked[0] != _BOUND or text[-1] == JOINER:
        return ""
    clusters = marked.replace(_JOINED + _BOUND, _JOINED).split(_BOUND)
    seen = styles.clusters.get
    return "".join([seen(cluster) or _encode_cluster(cluster, styles) for cluster in clusters[1:]])


def _encode_cluster(cluster: str, styles: Styles) -> str:
    """The cells of a cluster with marks, which are cached."""
    cells = cluster if _MARK not in cluster else ""
    if not cells:
        for spelling, is_wide in _spell_clusters(cluster):
            cells += encode_cell(spelling, styles)
            if is_wide:
                cells += STUB
    if len(cluster) <= _MAX_MARKED_LENGTH:
        styles.clusters.remember_text(cluster, cells)
    return cells


@lru_cache(maxsize=4096)
def _spell_clusters(cluster: str) -> tuple[tuple[str, bool], ...]:
    """What each cell holds of a cluster with marks, and whether it is wide.

    There is one, but for a joiner that joins a joiner.
    """
    spelled: list[tuple[str, bool]] = []
    joining = False
    for character in _unmark(cluster):
        width = measure_char(character)
        if width and not joining:
            base = "\ufffd" if "\ud800" <= character <= "\udfff" else character
            spelled.append((base, width == 2))
            continue
        spelling, is_wide = spelled[-1]
        if joining:
            spelling, joining = join_cells(spelling, JOINER + character), False
        elif character == JOINER:
            joining = True
        elif character == AS_EMOJI and not is_wide and is_widened_by(spelling[0]):
            spelling, is_wide = join_cells(spelling, character), True
        elif not is_unseen(character):
            spelling = join_cells(spelling, character)
        spelled[-1] = spelling, is_wide
    return tuple(spelled)


def encode_character(character: str, styles: Styles) -> str:
    """One code point of non-zero width as one or two cells."""
    if character == STUB or character >= "\U00100000":
        return styles.encode_cluster(character)
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return character + STUB if measure_char(character) == 2 else character


def join_cells(cell: str, more: str) -> str:
    """The code points of a cell followed by those that combine with them."""
    return cell if len(cell) + len(more) > MAX_CELL_LENGTH else normalize("NFC", cell + more)


def join_cell(cell: str, table: Styles, more: str, styles: Styles) -> str:
    """The stored form of a cell of another table, or of the same, to which these code points are added."""
    joined = styles.joined.get(cell + more) if table is styles else None
    if joined is None:
        joined = encode_cell(join_cells(table.decode_clusters(cell), more), styles)
        if table is styles:
            styles.joined.remember_text(cell + more, joined)
    return joined


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
