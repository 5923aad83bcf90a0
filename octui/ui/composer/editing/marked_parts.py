"""The parts of a prompt that are set off: mentions and commands, and the chips of what is attached."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from textual.document._document import Location

TextMark = tuple[int, int]
"""Start and end of a part of the text to set off: a mention, a command."""

FindMarks = Callable[[str], Iterable[TextMark]]

PartKind = Literal["mark", "chip"]

LinePart = tuple[PartKind, int, int]
"""What it is, and the columns where it starts and ends."""


class MarkedParts:
    """Marks only look different; a chip is one thing, which the cursor passes over and which is deleted whole."""

    def __init__(self, find_marks: FindMarks, find_chips: FindMarks) -> None:
        self._find_marks = find_marks
        self._find_chips = find_chips
        self._by_row: dict[int, list[LinePart]] = {}

    def locate_parts(self, text: str, to_location: Callable[[int], Location]) -> None:
        """Find the parts again; none goes over a line break."""
        self._by_row = {}
        if text:
            self._add_parts("mark", self._find_marks(text), to_location)
            self._add_parts("chip", self._find_chips(text), to_location)

    def list_line_parts(self, row: int) -> Sequence[LinePart]:
        return self._by_row.get(row, ())

    def find_chip_edge(self, line: str, column: int, direction: int = 0) -> int:
        """The edge, the nearer one without a direction, of the chip that a column is inside of; or the column."""
        # Looked up in the line as it is now: while a text changes, the parts found before are those of the old one.
        for start, end in self._find_chips(line):
            if start < column < end:
                is_left = direction < 0 or (direction == 0 and column - start <= end - column)
                return start if is_left else end
        return column

    def _add_parts(self, kind: PartKind, parts: Iterable[TextMark], to_location: Callable[[int], Location]) -> None:
        for start, end in parts:
            row, column = to_location(start)
            self._by_row.setdefault(row, []).append((kind, column, column + end - start))
