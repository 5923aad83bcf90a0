"""The lines of a long text as places in it: a fraction of the memory of as many texts."""

import re
from array import array
from collections.abc import Iterator
from itertools import chain
from typing import Final

from octui.render.lazy_sequence import NUMBER, LazySequence

SPLIT_AT_ONCE: Final = 10_000
"""Lines that are made at a time for a caller that wants all of them."""


def find_line_edges(text: str) -> "array[int]":
    """Where each line begins, then where the last one ends; a final newline begins no line.

    Slow for a long text, and safe in a thread: others run meanwhile, as they do not while a text is split.
    """
    edges = array(NUMBER, chain((0,), (found.end() for found in re.finditer("\n", text))))
    if edges[-1] < len(text):
        edges.append(len(text))
    return edges


class TextLines(LazySequence[str]):
    """The lines of a text without their ends; at least one."""

    __slots__ = ("_edges", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._edges = find_line_edges(text)
        if len(self._edges) == 1:
            self._edges.append(0)

    def __len__(self) -> int:
        return len(self._edges) - 1

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), SPLIT_AT_ONCE):
            last = min(first + SPLIT_AT_ONCE, len(self))
            piece = self._text[self._edges[first] : self._edges[last]].removesuffix("\n")
            lines = piece.split("\n")
            yield from [line.removesuffix("\r") for line in lines] if "\r" in piece else lines

    def make_element(self, index: int) -> str:
        return self._text[self._edges[index] : self._edges[index + 1]].removesuffix("\n").removesuffix("\r")
