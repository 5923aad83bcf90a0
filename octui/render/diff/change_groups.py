"""Hunks as people review them: changes that lie close together, whatever context the patch came with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from octui.render.diff.diff_lines import DiffLines
from octui.render.diff.file_diff import Hunk
from octui.render.lazy_sequence import LazySequence, PackedTuples

CONTEXT: Final = 3
"""Unchanged lines around a change, as git shows."""


class ChangeGroup(NamedTuple):
    """Changes with at most `2 * CONTEXT` unchanged lines between them: `start` and `end` are indices of lines.

    Up to `CONTEXT` unchanged lines before the first and after the last one belong to it.
    """

    start: int
    end: int
    first_change: int


def find_change_groups(lines: DiffLines, hunks: Iterable[Hunk]) -> LazySequence[ChangeGroup]:
    """The groups of a file's lines, in order."""
    return PackedTuples(ChangeGroup._make, 3, (group for hunk in hunks for group in _find_groups_in_hunk(lines, hunk)))


def _find_groups_in_hunk(lines: DiffLines, hunk: Hunk) -> Iterator[ChangeGroup]:
    first = last = -1
    lowest = hunk.start
    for index in range(hunk.start, hunk.end):
        if lines.get_sign(index) not in "+-":
            continue
        if first >= 0 and index - last > 2 * CONTEXT + 1:
            yield ChangeGroup(max(lowest, first - CONTEXT), last + 1 + CONTEXT, first)
            lowest, first = last + 1 + CONTEXT, -1
        if first < 0:
            first = index
        last = index
    if first >= 0:
        yield ChangeGroup(max(lowest, first - CONTEXT), min(hunk.end, last + 1 + CONTEXT), first)
