"""The lines of a change, as many as there may be: what is kept of one is where its text is, not the text."""

from __future__ import annotations

from array import array
from typing import Final, Literal, NamedTuple, cast

from octui.render.lazy_sequence import NUMBER, LazySequence

Sign = Literal["+", "-", " ", "?"]

_SIGNS: Final = cast(dict[int, Sign], {ord(sign): sign for sign in "+- ?"})
_SIGN: Final = 0x3F
_IN_OTHER: Final = 0x40
_UNENDED: Final = 0x80
"""Bits of a byte: the sign, whether the line is one of the other text, and whether it has no newline."""


class DiffLine(NamedTuple):
    """`old` and `new` are its line numbers, 0 on the side it is missing from; `?` is not part of a patch."""

    sign: Sign
    text: str
    old: int = 0
    new: int = 0
    has_newline: bool = True
    """False for a last line without a newline."""


class DiffLines(LazySequence[DiffLine]):
    """Lines of a text, or of two; beside those, each takes thirteen bytes."""

    __slots__ = ("_marks", "_new", "_old", "_other", "_starts", "_text")

    def __init__(self, text: str = "", other: str = "") -> None:
        self._text = text
        self._other = other
        self._marks = bytearray()
        self._starts, self._old, self._new = array(NUMBER), array(NUMBER), array(NUMBER)

    def __len__(self) -> int:
        return len(self._marks)

    def make_element(self, index: int) -> DiffLine:
        has_newline = not self._marks[index] & _UNENDED
        return DiffLine(self.get_sign(index), self.get_text(index), self._old[index], self._new[index], has_newline)

    def get_sign(self, index: int) -> Sign:
        return _SIGNS[self._marks[index] & _SIGN]

    def get_text(self, index: int) -> str:
        text = self._other if self._marks[index] & _IN_OTHER else self._text
        start = self._starts[index]
        end = text.find("\n", start)
        return text[start:] if end < 0 else text[start:end]

    def count_sign(self, sign: Sign) -> int:
        return sum(self._marks.count(ord(sign) | bits) for bits in (0, _IN_OTHER, _UNENDED, _IN_OTHER | _UNENDED))

    def find_highest_number(self) -> int:
        """The highest line number of either side; 0 without lines."""
        return max(max(self._old, default=0), max(self._new, default=0))

    def append_line(
        self, sign: Sign, start: int, old: int = 0, new: int = 0, *, has_newline: bool = True, is_in_other: bool = False
    ) -> None:
        """Add the line that begins at a place of one of the texts."""
        bits = (0 if has_newline else _UNENDED) | (_IN_OTHER if is_in_other else 0)
        self._append(ord(sign) | bits, start, old, new)

    def append_copy(self, lines: DiffLines, index: int, sign: Sign, old: int, new: int) -> None:
        """Add a line of others, which are of the same texts, in another role."""
        self._append(ord(sign) | (lines._marks[index] & ~_SIGN), lines._starts[index], old, new)

    def make_empty_copy(self) -> DiffLines:
        """No lines yet, of the same texts."""
        return DiffLines(self._text, self._other)

    def mark_unended(self) -> None:
        """Take the newline from the last line."""
        self._marks[-1] |= _UNENDED

    def _append(self, mark: int, start: int, old: int, new: int) -> None:
        self._marks.append(mark)
        self._starts.append(start)
        self._old.append(old)
        self._new.append(new)
