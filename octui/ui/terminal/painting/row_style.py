"""Appearance of a terminal row: the program's output and octui's highlights on top of it."""

from __future__ import annotations

from typing import Final, NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from octui.term import Row
from octui.term.grid.rows import get_exit_code
from octui.term.grid.styles import DEFAULT, Styles
from octui.ui.terminal.painting.line_filters import LineFilters
from octui.ui.terminal.painting.row_painter import RowPainter, Span, change_cells, find_cell_span, overlay_style

BAR: Final = "▏"
NO_ROW: Final[Row] = ("", "", Styles(), 0)
_NO_STYLE: Final = Style()
_REVERSE: Final = Style(reverse=True)
_UPRIGHT: Final = Style(reverse=False)
_HOLLOW: Final = Style(underline=True, dim=True)
_UNDERLINED: Final = Style(underline=True, bold=True)


class RowLook(NamedTuple):
    """Everything that determines a row's appearance; spans are in cells."""

    row: Row | None
    cursor: tuple[int, str] | None = None
    selected: Span | None = None
    found: tuple[Span, ...] = ()
    current: Span | None = None
    thumb: bool = False
    """Whether the scrollbar thumb is shown beside the row."""

    @property
    def is_plain(self) -> bool:
        """Whether nothing is shown on top of the row."""
        return self[1:] == _NO_HIGHLIGHTS and (self.row is None or not self.row[3] or not get_exit_code(self.row[3]))

    @property
    def has_flags(self) -> bool:
        """Whether the shell marked the row, or it continues in the next one; most have none."""
        return self.row is not None and self.row[3] != 0

    @property
    def has_only_cursor(self) -> bool:
        """Whether the cursor is all that is shown on top of the row."""
        return self[2:] == _NO_HIGHLIGHTS[1:] and (self.row is None or not get_exit_code(self.row[3]))


_NO_HIGHLIGHTS: Final = RowLook(None)[1:]
_make_tuple: Final = tuple.__new__
"""Without the defaults of a named tuple, which cost more than the look."""


def make_plain_look(row: Row | None) -> RowLook:
    """The look of a row with nothing on top of it."""
    return _make_tuple(RowLook, (row, *_NO_HIGHLIGHTS))


class OverlayStyles(NamedTuple):
    """The styles of the highlights shown on top of a terminal's rows."""

    found: Style
    match: Style
    """Style of the current search match."""
    selected: Style
    thumb: Style
    failed: Style
    """Style of the exit code of a command that failed."""

    @classmethod
    def read_styles(cls, widget: Widget) -> Self:
        """The styles that the style sheet defines for this widget."""
        chosen = widget.screen.get_component_styles("screen--selection")
        lit = chosen.rich_style
        return cls(
            found=widget.get_component_rich_style("terminal--found"),
            match=widget.get_component_rich_style("terminal--match"),
            selected=Style(color=lit.color if chosen.color.a else None, bgcolor=lit.bgcolor),
            # Only the background changes, so the program's text stays readable.
            thumb=Style(bgcolor=widget.get_component_rich_style("terminal--thumb").bgcolor),
            failed=Style(color=widget.get_component_rich_style("terminal--failed").color),
        )


def draw_look(look: RowLook, painter: RowPainter, lights: OverlayStyles) -> Strip:
    """Apply the highlights to a strip as wide as the painter's."""
    strip = painter.paint_strip(look.row if look.row is not None else NO_ROW)
    if look.row is not None and (code := get_exit_code(look.row[3])):
        strip = _with_exit_code(strip, look.row, f" ✗ {code}", painter.width, lights.failed)
    for span in look.found:
        strip = overlay_style(strip, span, lights.match if span == look.current else lights.found)
    if look.selected is not None:
        strip = overlay_style(strip, look.selected, lights.selected)
    if look.thumb:
        last = painter.width - 1
        span = find_cell_span(look.row, last) if look.row is not None else (last, last + 1)
        strip = overlay_style(strip, span, lights.thumb)
    if look.cursor is not None:
        strip = _with_cursor(strip, look.row, *look.cursor)
    return strip if strip.cell_length == painter.width else strip.adjust_cell_length(painter.width, painter.base)


def draw_cursor_row(
    row: Row, x: int, shape: str, painter: RowPainter, filtered: RowPainter, filters: LineFilters
) -> Strip:
    """The filtered strip of a row with the cursor and nothing else: only one cell of it is drawn again."""
    style = painter.find_style(row, x)

    def draw(cell: Segment) -> Segment:
        return filters.filter_segment(_draw_cursor(Segment(cell.text, style), shape))

    return change_cells(filtered.paint_strip(row), find_cell_span(row, x), draw)


def _with_exit_code(strip: Strip, row: Row, text: str, width: int, style: Style) -> Strip:
    """The exit code at the right edge, where the program printed nothing."""
    start = width - len(text)
    if start <= 0 or row[0][start - 1 :].strip(" ") or row[1][start - 1 :].strip(DEFAULT):
        return strip
    base = next(iter(strip.crop(start, width))).style or Style()
    return Strip([*strip.crop(0, start), Segment(text, base + style)], width)


def _with_cursor(strip: Strip, row: Row | None, x: int, shape: str) -> Strip:
    span = find_cell_span(row, x) if row is not None else (x, x + 1)
    return change_cells(strip, span, lambda cell: _draw_cursor(cell, shape))


def _draw_cursor(cell: Segment, shape: str) -> Segment:
    style = cell.style or _NO_STYLE
    match shape:
        case "block":
            return Segment(cell.text, style + (_UPRIGHT if style.reverse else _REVERSE))
        case "bar" if not cell.text.strip():
            return Segment(BAR.ljust(cell.cell_length), style)
        case "hollow":
            return Segment(cell.text, style + _HOLLOW)
        case _:
            return Segment(cell.text, style + _UNDERLINED)
