"""Ids for the rows of a transcript that keep their order and meaning while it grows."""

from __future__ import annotations

from typing import NamedTuple

ROOM = 16
"""Ids reserved for the gap above a block."""
ROW_BITS = 24
BLOCK_BITS = 16


class RowAddress(NamedTuple):
    """A row by the index of its item, of its block in it, and of the row in that; rows below 0 are the gap above."""

    item: int
    block: int
    row: int


class RowIds:
    """A selection is two ids that must keep meaning the same rows, so prepended items count downwards."""

    def __init__(self) -> None:
        self._origin = 0

    def encode_row(self, index: int, block: int, row: int) -> int:
        return ((index + self._origin) << (ROW_BITS + BLOCK_BITS)) + (block << ROW_BITS) + row + ROOM

    def decode_row(self, number: int) -> RowAddress:
        rest = number >> ROW_BITS
        return RowAddress(
            (rest >> BLOCK_BITS) - self._origin, rest & ((1 << BLOCK_BITS) - 1), (number & ((1 << ROW_BITS) - 1)) - ROOM
        )

    def shift_for_prepended(self, count: int) -> None:
        """`count` items were prepended."""
        self._origin -= count
