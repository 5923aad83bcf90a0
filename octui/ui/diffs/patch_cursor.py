"""The cursor of a diff: the row it is on, the range of rows selected up to it, and what that is of the files."""

from dataclasses import dataclass

from octui.render.diff.document_rows import Row, RowKind
from octui.ui.diffs.document import DiffDocument
from octui.ui.diffs.patch_file import PatchFile


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the cursor is on: a file and, on a line, which lines of it."""

    file: PatchFile
    lines: tuple[int, ...] = ()


class PatchCursor:
    """Rows are named by their index in the document; those of blank space are passed over."""

    def __init__(self) -> None:
        self.document = DiffDocument()
        self.index = 0
        self._anchor: int | None = None
        self._is_range_kept = False
        """Whether moves extend the range until it is dropped, as after the key that begins one."""

    @property
    def row(self) -> Row | None:
        rows = self.document.rows
        return rows[self.index] if self.index < len(rows) else None

    @property
    def is_selecting(self) -> bool:
        return self._anchor is not None

    @property
    def selected_range(self) -> tuple[int, int]:
        """The first and the last row selected, or the row of the cursor."""
        anchor = self.index if self._anchor is None else self._anchor
        return min(anchor, self.index), max(anchor, self.index)

    def find_pointed(self) -> Pointed | None:
        """What the cursor or the selected range is on."""
        if (row := self.row) is None:
            return None
        first, last = self.selected_range
        lines = self.document.list_line_indices(first, last)
        inside = {each.file for each in self.document.rows[first : last + 1] if each.kind is RowKind.LINE}
        return Pointed(self.document.files[row.file], tuple(lines) if inside == {row.file} else ())

    # Another document.

    def find_place(self) -> tuple[str, int] | None:
        """The path and the line of the cursor, which outlive a document."""
        if (row := self.row) is None:
            return None
        return self.document.files[row.file].path, max(row.old, row.new)

    def enter_document(self, document: DiffDocument, place: tuple[str, int] | None) -> None:
        """Go to the same place in another document, or to its beginning; nothing is selected there."""
        self.document = document
        self.drop_range()
        self.index = self._restore_index(place)

    def _restore_index(self, place: tuple[str, int] | None) -> int:
        if place is None:
            return 0
        document, (path, line) = self.document, place
        for number in document.file_rows:
            if document.files[number].path == path:
                row = document.find_line_row(number, line) if line >= 0 else -1
                return row if row >= 0 else document.file_rows[number]
        return min(self.index, max(0, len(document.rows) - 1))

    # The range.

    def toggle_range(self) -> None:
        """Begin a range at the cursor, or drop it."""
        self._is_range_kept = self._anchor is None
        self._anchor = self.index if self._is_range_kept else None

    def drop_range(self) -> bool:
        """Whether there was a range to drop."""
        had_range = self.is_selecting
        self._anchor, self._is_range_kept = None, False
        return had_range

    # Moving.

    def find_target(self, rows: int, *, select: bool) -> int:
        """The row that many rows further on; the range begins here if it is to be extended, and ends if it is not."""
        if select and self._anchor is None:
            self._anchor = self.index
        elif not select and not self._is_range_kept:
            self._anchor = None
        step, target = 1 if rows > 0 else -1, self.index
        for _ in range(abs(rows)):
            following = self._skip_spaces(target + step, step)
            if following < 0:
                break
            target = following
        return target

    def settle_index(self, index: int, step: int) -> int:
        """The nearest row that is not blank space, in the direction of the step if there is one; -1 for none."""
        return max(self._skip_spaces(index, step), self._skip_spaces(index, -step))

    def _skip_spaces(self, index: int, step: int) -> int:
        rows = self.document.rows
        while 0 <= index < len(rows) and rows[index].kind is RowKind.SPACE:
            index += step
        return index if 0 <= index < len(rows) else -1
