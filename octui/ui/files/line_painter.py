"""Draws the rows of a file: number, text, selection, matches, and whether more is beyond the edge."""

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.files.file_lines import FileLines
from octui.render.files.line_spans import Span, locate_spans, mark_spans
from octui.render.text.segments import Line, apply_background, fold_segments, make_strip, measure_line
from octui.render.theme.palette import Palette

_REMEMBERED = 2_000
"""Lines whose rows are kept."""


@dataclass(frozen=True, slots=True)
class RowLook:
    """What is special about a line where it is drawn."""

    is_cursor: bool = False
    is_selected: bool = False
    matches: tuple[Span, ...] = ()


class LinePainter:
    """Rows of lines for one width; remembers those it folded."""

    def __init__(self, lines: FileLines, palette: Palette) -> None:
        self.lines = lines
        self.palette = palette
        self.width = 1
        self.wraps = False
        self.numbered = True
        self.x = 0
        """Cells that are scrolled out of view at the left, unless lines are wrapped."""
        self._rows: dict[int, list[Line]] = {}
        self._marked: tuple[int, tuple[Span, ...], list[Line]] = (-1, (), [])
        """The line whose matches were marked last, those matches, and its rows."""

    @property
    def gutter(self) -> int:
        """Cells taken by the numbers."""
        return max(3, len(str(len(self.lines)))) + 3 if self.numbered else 1

    @property
    def room(self) -> int:
        """Cells for text."""
        return max(1, self.width - self.gutter)

    def forget_rows(self) -> None:
        """Colours, width or wrapping changed."""
        self._rows.clear()
        self._marked = (-1, (), [])

    def count_rows(self, line: int) -> int:
        return len(self._fold_line(line)) if self.wraps else 1

    def measure_widest(self, shown: set[int]) -> int:
        """The cells of the widest of these lines."""
        return max((measure_line(self._fold_line(line)[0]) for line in shown), default=0)

    def paint_row(self, line: int, row: int, look: RowLook) -> Strip:
        """One row, as wide as the view."""
        palette = self.palette
        ground = palette.selection if look.is_selected else palette.panel if look.is_cursor else Style()
        folded = self._mark_line(line, look) if look.matches else self._fold_line(line)
        text = folded[row] if row < len(folded) else []
        shown = text if self.wraps else self._clip_row(text)
        gap = self.room - measure_line(shown)
        painted = [*self._paint_gutter(line, row, look), *shown, Segment(" " * max(0, gap), Style())]
        return make_strip(apply_background(painted, ground)).crop(0, self.width)

    def _paint_gutter(self, line: int, row: int, look: RowLook) -> Line:
        palette = self.palette
        mark = Segment("▌" if look.is_cursor else " ", palette.primary)
        if not self.numbered:
            return [mark]
        number = f"{line + 1:>{self.gutter - 3}}" if row == 0 else "↪".rjust(self.gutter - 3)
        return [mark, Segment(number, palette.text if look.is_cursor else palette.diff_line_number), Segment("  ")]

    def _fold_line(self, line: int) -> list[Line]:
        rows = self._rows.get(line)
        if rows is None:
            if len(self._rows) > _REMEMBERED:
                self._rows.clear()
            rows = self._rows[line] = self._fold_row(self.lines.build_row(line, self.palette))
        return rows

    def _fold_row(self, row: Line) -> list[Line]:
        return fold_segments(row, self.room) if self.wraps else [row]

    def _mark_line(self, line: int, look: RowLook) -> list[Line]:
        """The rows with their matches, kept for the row after this one: a long line has many of both."""
        known, kept, rows = self._marked
        if (known, kept) == (line, look.matches):
            return rows
        style = Style(reverse=True, bold=True) if self.palette.ansi else self.palette.warning + Style(reverse=True)
        spans = locate_spans(self.lines.lines[line], look.matches)
        rows = self._fold_row(mark_spans(self.lines.build_row(line, self.palette), spans, style))
        self._marked = line, look.matches, rows
        return rows

    def _clip_row(self, row: Line) -> Line:
        width = measure_line(row)
        if not self.x and width <= self.room:
            return row
        shown = list(Strip(row, width).crop(self.x, self.x + self.room))
        faint = self.palette.faint
        if self.x and width > 0:
            shown = [Segment("‹", faint), *Strip(shown).crop(1, self.room)]
        if width > self.x + self.room:
            shown = [*Strip(shown).crop(0, self.room - 1), Segment("›", faint)]
        return shown
