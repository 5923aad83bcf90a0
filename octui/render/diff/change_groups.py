"""Hunks as people review them: changes that lie close together, whatever context the patch came with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from octui.render.diff.unified_diff import DiffLine, FileDiff

CONTEXT: Final = 3
"""Unchanged lines around a change, as git shows."""


class ChangeGroup(NamedTuple):
    """Changes with at most `2 * CONTEXT` unchanged lines between them: `start` and `end` are indices of lines.

    Up to `CONTEXT` unchanged lines before the first and after the last one belong to it.
    """

    start: int
    end: int
    first_change: int


class HunkSpan(NamedTuple):
    """The lines of a hunk of the patch, and the section its heading names."""

    start: int
    end: int
    heading: str


def list_hunk_spans(file: FileDiff) -> list[HunkSpan]:
    """Where the hunks of a file lie in the sequence of all their lines."""
    edges = accumulate((len(hunk.lines) for hunk in file.hunks), initial=0)
    return [HunkSpan(start, end, hunk.heading) for (start, end), hunk in zip(pairwise(edges), file.hunks, strict=True)]


def find_change_groups(lines: tuple[DiffLine, ...], spans: Iterable[HunkSpan]) -> list[ChangeGroup]:
    """The groups of a file's lines, in order."""
    return [group for span in spans for group in _find_groups_in_span(lines, span)]


def _find_groups_in_span(lines: tuple[DiffLine, ...], span: HunkSpan) -> Iterator[ChangeGroup]:
    first = last = -1
    lowest = span.start
    for index in range(span.start, span.end):
        if lines[index].sign not in "+-":
            continue
        if first >= 0 and index - last > 2 * CONTEXT + 1:
            yield ChangeGroup(max(lowest, first - CONTEXT), last + 1 + CONTEXT, first)
            lowest, first = last + 1 + CONTEXT, -1
        if first < 0:
            first = index
        last = index
    if first >= 0:
        yield ChangeGroup(max(lowest, first - CONTEXT), min(span.end, last + 1 + CONTEXT), first)
