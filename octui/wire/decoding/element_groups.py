"""The elements of long JSON lists, a few at a time.

To decode one by itself costs more than to read it, and to decode all at once lets no other thread run meanwhile.
"""

from collections.abc import Iterator
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")

LARGE: Final = 1 << 11
"""Bytes of a value that may take many times its memory when it is decoded, and of elements decoded together."""


def drain_list(elements: list[T]) -> Iterator[T]:
    """The elements, each taken out of the list: an undecoded one takes as much memory as many a decoded one."""
    elements.reverse()
    while elements:
        yield elements.pop()


def drain_groups(raws: list[msgspec.Raw], limit: int = LARGE) -> Iterator[list[msgspec.Raw]]:
    """The elements, taken out of the list: those larger than the limit alone, others with their neighbours."""
    group: list[msgspec.Raw] = []
    size = 0
    for raw in drain_list(raws):
        size += memoryview(raw).nbytes
        if group and size > limit:
            yield group
            group, size = [], memoryview(raw).nbytes
        group.append(raw)
    if group:
        yield group


def join_elements(group: list[msgspec.Raw]) -> bytes:
    """A JSON list of them."""
    return b"[%b]" % b",".join(group)
