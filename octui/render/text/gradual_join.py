"""Joins texts as they are made: millions of short ones at once would take far more memory than their characters."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

AT_ONCE: Final = 100


def join_gradually(texts: Iterable[str], between: str = "") -> str:
    """What `between.join` returns, without all of the texts at once."""
    each = iter(texts)
    parts: list[str] = []
    while some := list(islice(each, AT_ONCE)):
        parts.append(between.join(some))
    return between.join(parts)
