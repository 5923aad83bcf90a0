"""The lines of a long text as places in it: a fraction of the memory of as many texts."""

import re
from array import array
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

from octui.render.lazy_sequence import NUMBER, LazySequence

if TYPE_CHECKING:
    from octui.wire.decoding.wide_texts import AnyText

SPLIT_AT_ONCE: Final = 10_000
"""Lines that are made at a time for a caller that wants all of them."""


def find_line_edges(text: str | bytes) -> "array[int]":
    """Where each line begins, then where the last one ends; a final newline begins no line.

    Slow for a long text, and safe in a thread: others run meanwhile, as they do not while a text is split.
    """
    edges = array(NUMBER, chain((0,), _iter_line_ends(text)))
    if edges[-1] < len(text):
        edges.append(len(text))
    return edges


def _iter_line_ends(text: str | bytes) -> Iterator[int]:
    found = re.finditer("\n", text) if isinstance(text, str) else re.finditer(b"\n", text)
    return (each.end() for each in found)


class TextLines(LazySequence[str]):
    """The lines of a text without their ends; at least one."""

    __slots__ = ("_content", "_edges")

    def __init__(self, text: "AnyText") -> None:
        self._content = text if isinstance(text, str) else text.encoded
        self._edges = find_line_edges(self._content)
        if len(self._edges) == 1:
            self._edges.append(0)

    def __len__(self) -> int:
        return len(self._edges) - 1

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), SPLIT_AT_ONCE):
            last = min(first + SPLIT_AT_ONCE, len(self))
            piece = self._cut_piece(first, last)
            lines = piece.split("\n")
            yield from [line.removesuffix("\r") for line in lines] if "\r" in piece else lines

    def make_element(self, index: int) -> str:
        return self._cut_piece(index, index + 1).removesuffix("\r")

    def _cut_piece(self, first: int, last: int) -> str:
        piece = self._content[self._edges[first] : self._edges[last]]
        return (piece if isinstance(piece, str) else piece.decode()).removesuffix("\n")
