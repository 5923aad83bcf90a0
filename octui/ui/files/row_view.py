"""Rows of one line each, one of them under the cursor: only those in view are drawn, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from octui.render.text.segments import Line, clip_segments, make_strip, pad_line
from octui.render.theme.palette import Palette

GUTTER: Final = 2
"""Cells before a row, for the cursor."""


class RowSource(Protocol):
    """What is listed."""

    def count_rows(self) -> int: ...

    def can_select(self, row: int) -> bool:
        """Whether the cursor stops here: not at headings."""

    def draw_row(self, row: int, width: int, palette: Palette) -> Line:
        """One row, which may be wider than there is room."""


class RowView(ScrollView, can_focus=False):
    """Never has the focus: whatever has it moves the cursor here. A click picks a row."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-view--cursor"}

    @dataclass
    class CursorMoved(Message):
        """The cursor is on another row, or the rows are others."""

        view: RowView

    @dataclass
    class Picked(Message):
        """The row under the cursor was clicked."""

        view: RowView

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._source: RowSource | None = None
        self._palette = Palette.from_theme({}, dark=True)
        self.cursor = -1
        """The row under the cursor; -1 when there is none."""

    def on_mount(self) -> None:
        self._palette = Palette.from_theme(self.app.get_css_variables(), self.app.current_theme.dark)

    def show_rows(self, source: RowSource, cursor: int = 0) -> None:
        """List other rows, or the same after they changed, with the cursor at or near this one."""
        self._source = source
        count = source.count_rows()
        self.virtual_size = Size(0, count)
        self.cursor = self._find_selectable(max(0, min(cursor, count - 1)), 1)
        self._show_cursor()
        # Before layout the size is unknown, so scroll to the cursor again afterwards.
        self.call_after_refresh(self._scroll_to_cursor)

    def move_cursor(self, step: int) -> None:
        """Go to the next or previous row; wraps round at the ends."""
        count = self._count_rows()
        if count and self.cursor >= 0:
            self.cursor = self._find_selectable((self.cursor + step) % count, step)
            self._show_cursor()

    def page_cursor(self, pages: int) -> None:
        """Go a page up or down, and stop at the ends."""
        count = self._count_rows()
        if count and self.cursor >= 0:
            target = self.cursor + pages * max(1, self.size.height - 1)
            self.cursor = self._find_selectable(max(0, min(target, count - 1)), 1 if pages < 0 else -1)
            self._show_cursor()

    def go_to_end(self, which: int) -> None:
        """To the first row (-1) or the last (1)."""
        count = self._count_rows()
        if count:
            self.cursor = self._find_selectable(0 if which < 0 else count - 1, -which)
            self._show_cursor()

    def render_line(self, y: int) -> Strip:
        row, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if self._source is None or row >= self._source.count_rows():
            return Strip.blank(self.size.width, self.rich_style)
        line = clip_segments(self._source.draw_row(row, width - GUTTER - 1, self._palette), width - GUTTER - 1)
        under_cursor = row == self.cursor
        padded = pad_line([Segment("› " if under_cursor else "  "), *line], width, Style())
        if under_cursor:
            style = self.get_component_rich_style("row-view--cursor")
            padded = [Segment(text, style + _keep_emphasis(own)) for text, own, _ in padded]
        return make_strip(padded).apply_style(self.rich_style).crop(0, width)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_attached:
            self._palette = Palette.from_theme(self.app.get_css_variables(), self.app.current_theme.dark)
            self.refresh()

    def on_resize(self) -> None:
        self._scroll_to_cursor()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        offset = event.get_content_offset(self)
        row = offset.y + self.scroll_offset.y if offset is not None else -1
        if 0 <= row < self._count_rows() and self._can_select(row):
            self.cursor = row
            self._show_cursor()
            self.post_message(self.Picked(self))

    def _count_rows(self) -> int:
        return self._source.count_rows() if self._source is not None else 0

    def _can_select(self, row: int) -> bool:
        return self._source is not None and self._source.can_select(row)

    def _find_selectable(self, row: int, step: int) -> int:
        """The nearest row the cursor can be on, in this direction, then in the other; -1 for none."""
        count = self._count_rows()
        step = 1 if step > 0 else -1
        for offset in range(count):
            candidate = (row + offset * step) % count
            if self._can_select(candidate):
                return candidate
        return -1

    def _show_cursor(self) -> None:
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.CursorMoved(self))

    def _scroll_to_cursor(self) -> None:
        height, top = self.size.height, round(self.scroll_target_y)
        if self.cursor < 0 or height <= 0:
            return
        # The heading above a group scrolls into view with its first row.
        first = self.cursor - 1 if self.cursor and not self._can_select(self.cursor - 1) else self.cursor
        if first < top:
            self.scroll_to(y=first, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)


def _keep_emphasis(style: Style | None) -> Style:
    """What of a style is kept on the cursor, where colours may not be legible."""
    return Style(underline=True) if style is not None and style.underline else Style()
