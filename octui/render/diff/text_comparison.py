"""What changed from one text to another, for servers that send both in full."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from octui.render.diff.diff_lines import DiffLines
from octui.render.diff.file_diff import FileDiff, Hunks, Status, make_file_diff
from octui.render.lazy_sequence import LazySequence
from octui.render.text.line_edges import find_line_edges

CONTEXT: Final = 3
"""Unchanged lines that are shown around a change."""
COMPARED: Final = 20_000
"""Lines on either side beyond which two texts are not aligned line by line: the new one just replaces the old."""

Opcode = tuple[str, int, int, int, int]


def compare_texts(before: str, after: str, path: str = "") -> FileDiff:
    """The change from one text to the other."""
    old, new = _TextLines(before), _TextLines(after)
    status: Status = "added" if not before and after else "deleted" if before and not after else "modified"
    lines, hunks = DiffLines(after, before), Hunks()
    for group in _group_opcodes(old, new):
        start = len(lines)
        for opcode in group:
            _append_lines(lines, opcode, old, new)
        hunks.append_hunk(start, len(lines))
    return make_file_diff(path, path, status, lines, hunks)


class _TextLines(LazySequence[str]):
    """The lines of a text with their newlines: a last line without one is a different line."""

    __slots__ = ("_edges", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._edges = find_line_edges(text)

    def __len__(self) -> int:
        return len(self._edges) - 1

    def make_element(self, index: int) -> str:
        return self._text[self._edges[index] : self._edges[index + 1]]

    def get_start(self, index: int) -> int:
        return self._edges[index]


def _group_opcodes(old: _TextLines, new: _TextLines) -> Iterable[list[Opcode]]:
    """difflib's groups of changes with their context; what is the same at both ends is never compared."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    if head == old_end == new_end:
        return
    before, after = min(head, CONTEXT), min(tail, CONTEXT)
    if max(old_end, new_end) - head > COMPARED:
        yield [
            ("equal", head - before, head, head - before, head),
            ("replace", head, old_end, head, new_end),
            ("equal", old_end, old_end + after, new_end, new_end + after),
        ]
        return
    start = head - before
    matcher = SequenceMatcher(None, list(old[start : old_end + after]), list(new[start : new_end + after]))
    for group in matcher.get_grouped_opcodes(CONTEXT):
        yield [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in group]


def _append_lines(lines: DiffLines, opcode: Opcode, old: _TextLines, new: _TextLines) -> None:
    tag, old_start, old_end, new_start, new_end = opcode
    if tag == "equal":
        for at, number in enumerate(range(new_start, new_end), old_start + 1):
            ended = new[number].endswith("\n")
            lines.append_line(" ", new.get_start(number), at, number + 1, has_newline=ended)
        return
    for at in range(old_start, old_end):
        ended = old[at].endswith("\n")
        lines.append_line("-", old.get_start(at), at + 1, 0, has_newline=ended, is_in_other=True)
    for at in range(new_start, new_end):
        ended = new[at].endswith("\n")
        lines.append_line("+", new.get_start(at), 0, at + 1, has_newline=ended)
