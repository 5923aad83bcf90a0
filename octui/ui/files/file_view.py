"""A file to read: numbered lines in colours, with a cursor, a selection of lines, and the matches of a search."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollDown, ScrollTo, ScrollUp
from textual.strip import Strip

from octui.render.files.file_lines import FileLines
from octui.render.theme.palette import Palette
from octui.ui.files.line_painter import LinePainter, RowLook
from octui.ui.files.line_viewport import LineViewport
from octui.ui.files.text_matches import LineMatches
from octui.ui.input.key_bindings import make_bindings
from octui.ui.keymap import KeyContext
from octui.ui.workers import start_worker

WHEEL_ROWS = 3
STEP = 8
"""Cells that a key scrolls to the side."""


class FileView(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws only what is in view; colours are worked out in a thread and come when they are ready."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.FILE_LINES,
            {
                "file.line.up": "move_cursor(-1)",
                "file.line.down": "move_cursor(1)",
                "file.page.up": "move_page(-1, 1)",
                "file.page.down": "move_page(1, 1)",
                "file.half_page.up": "move_page(-1, 2)",
                "file.half_page.down": "move_page(1, 2)",
                "file.first": "go_to_end(-1)",
                "file.last": "go_to_end(1)",
                "file.left": "scroll_sideways(-1)",
                "file.right": "scroll_sideways(1)",
                "file.line.start": "scroll_sideways(-10000)",
                "file.line.end": "scroll_sideways(10000)",
                "file.select": "toggle_selection",
                "file.select.up": "extend_selection(-1)",
                "file.select.down": "extend_selection(1)",
                "file.select.all": "select_all_lines",
                "file.wrap": "toggle_wrapping",
            },
        )
    ]

    @dataclass
    class CursorMoved(Message):
        """The cursor, the selection or the view changed."""

        view: FileView

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._painter = LinePainter(FileLines(()), Palette.from_theme({}, dark=True))
        self._viewport = LineViewport(1, self._painter.count_rows)
        self._rows: list[tuple[int, int]] = []
        self._anchor: int | None = None
        self._matches = LineMatches("")
        self._is_colouring = False
        self._is_dragging = False
        self.shows_cursor = False
        """Mark the line of the cursor also without the focus."""

    # What is shown.

    @property
    def lines(self) -> FileLines:
        return self._painter.lines

    @property
    def cursor_line(self) -> int:
        """The line of the cursor, counted from zero."""
        return self._viewport.cursor

    @property
    def wraps_lines(self) -> bool:
        return self._painter.wraps

    @property
    def selected_lines(self) -> tuple[int, int] | None:
        """The first and the last line that are selected, counted from zero."""
        if self._anchor is None:
            return None
        return min(self._anchor, self.cursor_line), max(self._anchor, self.cursor_line)

    def show_lines(self, lines: FileLines, *, numbered: bool = True) -> None:
        """Show other lines, from the first; wrapping stays as it is."""
        wraps = self._painter.wraps
        self._painter = LinePainter(lines, self._read_palette())
        self._painter.wraps, self._painter.numbered = wraps, numbered
        self._viewport = LineViewport(len(lines), self._painter.count_rows)
        self._anchor = None
        self._matches = LineMatches("")
        self._fit_view()

    def go_to_line(self, line: int, last: int | None = None) -> None:
        """Put the cursor on a line counted from zero, and select the lines from it to `last`."""
        self._anchor = None
        if last is not None and last > line:
            self._viewport.place_cursor(last)
            self._anchor = max(0, min(line, self._viewport.line_count - 1))
        self._viewport.place_cursor(line if self._anchor is None else self._viewport.cursor)
        if self._anchor is not None and self._viewport.top > self._anchor:
            self._viewport.scroll_to_line(self._anchor)
        self._update_view()

    def show_matches(self, matches: LineMatches) -> None:
        """Mark these; none to mark nothing."""
        self._matches = matches
        self._update_view()

    def go_to_match(self, number: int) -> None:
        """Put the cursor on the line of a match, and bring the match into view."""
        line, start, end = self._matches.places[number]
        self._viewport.place_cursor(line)
        painter = self._painter
        if not painter.wraps and not painter.x <= start < end <= painter.x + painter.room - STEP:
            painter.x = max(0, start - painter.room // 2) if end > painter.room - STEP else 0
        self._update_view()

    def drop_selection(self) -> None:
        self._anchor = None
        self._update_view()

    def get_text(self, first: int, last: int) -> str:
        """These lines as they are in the file."""
        return "\n".join(self.lines.lines[first : last + 1])

    # Drawing.

    def render_line(self, y: int) -> Strip:
        if y >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        line, row = self._rows[y]
        selected = self.selected_lines
        look = RowLook(
            is_cursor=line == self.cursor_line and (self.has_focus or self.shows_cursor),
            is_selected=selected is not None and selected[0] <= line <= selected[1],
            matches=tuple(self._matches.list_spans(line)),
        )
        return self._painter.paint_row(line, row, look).apply_style(self.rich_style)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_attached and (palette := self._read_palette()) != self._painter.palette:
            self._painter.palette = palette
            self._painter.lines.forget_colours()
            self._painter.forget_rows()
            self._update_view()

    def on_resize(self) -> None:
        self._fit_view()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def _fit_view(self) -> None:
        size = self.scrollable_content_region.size
        if self._painter.width != size.width:
            self._painter.width = max(1, size.width)
            self._painter.forget_rows()
        self._viewport.fit_height(size.height)
        self._update_view()

    def _update_view(self) -> None:
        viewport, height = self._viewport, self._viewport.height
        self._rows = viewport.list_rows() if len(self.lines) else []
        # The scrollbar counts lines: rows are known only for those that were drawn.
        self.virtual_size = Size(0, viewport.line_count if viewport.line_count > height else 0)
        self.set_reactive(ScrollView.scroll_y, float(viewport.top))
        self.set_reactive(ScrollView.scroll_target_y, float(viewport.top))
        if self.vertical_scrollbar.display:
            self.vertical_scrollbar.position = viewport.top
        self.refresh()
        self.post_message(self.CursorMoved(self))
        self._start_colouring()

    def _read_palette(self) -> Palette:
        return Palette.from_theme(self.app.get_css_variables(), self.app.current_theme.dark)

    def _start_colouring(self) -> None:
        if not self._is_colouring and self.is_attached and self._find_uncoloured() is not None:
            self._is_colouring = True
            start_worker(self, self._highlight_lines(), group="colours")

    def _find_uncoloured(self) -> range | None:
        if not self._rows:
            return None
        ends = (self._rows[0][0], self._rows[-1][0])
        return next((uncoloured for line in ends if (uncoloured := self.lines.find_uncoloured(line)) is not None), None)

    async def _highlight_lines(self) -> None:
        try:
            while (uncoloured := self._find_uncoloured()) is not None:
                painter, lines, palette = self._painter, self.lines, self._painter.palette
                rows = await asyncio.to_thread(lines.highlight_lines, uncoloured, palette)
                if painter is self._painter and palette == painter.palette:
                    lines.add_coloured(uncoloured, rows)
                    painter.forget_rows()
                    self.refresh()
        finally:
            self._is_colouring = False

    # Keys.

    def action_move_cursor(self, step: int) -> None:
        self._viewport.move_cursor(step)
        self._update_view()

    def action_move_page(self, step: int, share: int) -> None:
        self._viewport.move_page(step, share)
        self._update_view()

    def action_go_to_end(self, which: int) -> None:
        self._viewport.place_cursor(0 if which < 0 else self._viewport.line_count - 1)
        self._update_view()

    def action_scroll_sideways(self, steps: int) -> None:
        painter = self._painter
        if painter.wraps:
            return
        widest = painter.measure_widest({line for line, _ in self._rows})
        painter.x = max(0, min(painter.x + steps * STEP, widest - painter.room))
        self._update_view()

    def action_toggle_selection(self) -> None:
        self._anchor = self.cursor_line if self._anchor is None else None
        self._update_view()

    def action_extend_selection(self, step: int) -> None:
        if self._anchor is None:
            self._anchor = self.cursor_line
        self.action_move_cursor(step)

    def action_select_all_lines(self) -> None:
        self._anchor = 0
        self.action_go_to_end(1)

    def action_toggle_wrapping(self) -> None:
        painter = self._painter
        painter.wraps, painter.x = not painter.wraps, 0
        painter.forget_rows()
        self._viewport.fit_height(self._viewport.height)
        self._update_view()

    # The mouse.

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        # A view that has grown is scrolled by Textual before it is fitted, which would pull the cursor along.
        is_fitted = self.scrollable_content_region.height == self._viewport.height
        if is_fitted and round(new_value) != self._viewport.top:
            self._viewport.scroll_to_line(round(new_value))
            self._update_view()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._scroll_with_mouse(event, -WHEEL_ROWS)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._scroll_with_mouse(event, WHEEL_ROWS)

    def _scroll_with_mouse(self, event: events.MouseEvent, rows: int) -> None:
        # Textual would scroll by its own measure, and animate.
        event.stop()
        event.prevent_default()
        if event.shift:
            self.action_scroll_sideways(1 if rows > 0 else -1)
            return
        self._viewport.scroll_by(rows)
        self._update_view()

    def on_scroll_to(self, event: ScrollTo) -> None:
        event.stop()
        event.prevent_default()
        if event.y is not None:
            self._viewport.scroll_to_line(round(event.y))
            self._update_view()

    def on_scroll_up(self, event: ScrollUp) -> None:
        event.stop()
        event.prevent_default()
        self.action_move_page(-1, 1)

    def on_scroll_down(self, event: ScrollDown) -> None:
        event.stop()
        event.prevent_default()
        self.action_move_page(1, 1)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1 and (line := self._find_line(event.y)) is not None:
            self._anchor = None
            self._viewport.cursor = line
            self._is_dragging = True
            self.capture_mouse()
            self._update_view()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        line = self._find_line(max(0, min(event.y, len(self._rows) - 1)))
        if self._is_dragging and line is not None and line != self.cursor_line:
            self._anchor = self.cursor_line if self._anchor is None else self._anchor
            self._viewport.cursor = line
            self._update_view()

    def on_mouse_up(self) -> None:
        if self._is_dragging:
            self._is_dragging = False
            self.release_mouse()

    def _find_line(self, y: int) -> int | None:
        return self._rows[y][0] if 0 <= y < len(self._rows) else None
