"""What changed in one file."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Literal, NamedTuple

from octui.lazy_dataclasses import dataclass
from octui.render.diff.diff_lines import DiffLines, Sign
from octui.render.lazy_sequence import NUMBER, LazySequence

Status = Literal["modified", "added", "deleted", "renamed", "copied", "binary"]


class Hunk(NamedTuple):
    """Lines that belong together: `start` and `end` are indices of the file's lines.

    `heading` is the section that the diff tool put them under.
    """

    start: int
    end: int
    heading: str = ""


class Hunks(LazySequence[Hunk]):
    """The hunks of a file, of which there may be as many as a tenth of its lines; headings are places of a patch."""

    __slots__ = ("_numbers", "_patch")

    def __init__(self, patch: str = "") -> None:
        self._patch = patch
        self._numbers = array(NUMBER)

    def __len__(self) -> int:
        return len(self._numbers) // 4

    def make_element(self, index: int) -> Hunk:
        start, end, heading_start, heading_end = self._numbers[4 * index : 4 * index + 4]
        return Hunk(start, end, self._patch[heading_start:heading_end])

    def append_hunk(self, start: int, end: int, heading: tuple[int, int] = (0, 0)) -> None:
        self._numbers.extend((start, end, *heading))


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file; `path` is its name after the change, empty where the patch names none."""

    path: str
    old_path: str
    status: Status
    lines: DiffLines
    hunks: Sequence[Hunk]
    additions: int
    deletions: int

    def list_signs(self) -> set[Sign]:
        """Which signs the lines of the hunks have."""
        return {self.lines.get_sign(index) for hunk in self.hunks for index in range(hunk.start, hunk.end)}


def make_file_diff(path: str, old_path: str, status: Status, lines: DiffLines, hunks: Sequence[Hunk]) -> FileDiff:
    """The change of a file, its lines counted."""
    return FileDiff(path, old_path, status, lines, hunks, lines.count_sign("+"), lines.count_sign("-"))
