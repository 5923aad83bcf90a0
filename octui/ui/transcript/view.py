"""The transcript as something to look at: painting, scrolling, and what a change of size or of content does to it."""

from __future__ import annotations

from collections.abc import Collection
from math import ceil
from time import perf_counter
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollDown, ScrollTo, ScrollUp
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from octui.ui.transcript.layout import BlockRef, FoldState
from octui.ui.transcript.painter import (
    LEFT,
    RIGHT,
    RowAppearance,
    TranscriptPainter,
    TranscriptStyles,
    is_same_appearance,
    rows_to_regions,
)
from octui.ui.transcript.protocols import EmptySource, StripRenderer, TranscriptSource
from octui.ui.transcript.selection import extract_selected_text
from octui.ui.transcript.viewport import Viewport

EIGHTHS = 8
"""A scrollbar is drawn to an eighth of a cell."""
SLICE = 0.004
"""Seconds spent on estimates at a time."""
PAUSE = 0.02


class TranscriptView(ScrollView, inherit_bindings=False):
    """Shows the rows of a `Window`. Give it neither padding nor border: it draws its own margins."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"transcript--bar", "transcript--cursor"}

    wheel_rows: int = 3

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._folds = FoldState()
        self._window = Viewport(EmptySource(), EmptySource(), self._folds)
        self._looks: list[RowAppearance] = []
        self._painter = TranscriptPainter()
        self._styles_now: TranscriptStyles | None = None
        self._fitted = Size(0, 0)
        self._placing = False
        self._thumb: tuple[object, ...] = ()
        """Where the scrollbar's thumb was last drawn."""
        self._refining: Timer | None = None
        self._finishing: Timer | None = None

    def show_source(self, source: TranscriptSource, renderer: StripRenderer) -> None:
        """Show the end of this, and follow it."""
        self._window = Viewport(source, renderer, self._folds)
        self._forget_selection()
        self._fit_viewport()
        self._repaint_changed_rows()
        self._schedule_refine()

    def refresh_items(self, keys: Collection[str]) -> None:
        """The blocks of these items are to be read again."""
        self._window.update_items(keys)
        self._repaint_changed_rows()

    def reload_items(self) -> None:
        """The list of items is to be read again."""
        if not self._window.update_list():
            self._forget_selection()
        self._repaint_changed_rows()
        self._schedule_refine()

    def change_renderer(self, renderer: StripRenderer) -> None:
        """Draw everything anew, in other colours."""
        self._window.change_renderer(renderer)
        self._repaint_changed_rows()

    # Painting.

    def render_lines(self, crop: Region) -> list[Strip]:
        if self.outer_size != self._fitted:
            self._fit_viewport()
            self._looks = self._read_appearances()
        background = self.background_colors[1]
        filters = self.get_line_filters()
        strips: list[Strip] = []
        for y in crop.line_range:
            strip = self._paint_screen_row(y)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip)
        if crop.column_span != (0, self.outer_size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """A row with what tells a selection where it is: Textual asks here for that, and paints from `render_lines`."""
        strip = self._paint_screen_row(y)
        return strip.apply_offsets(0, self._window.rows[y].row_id) if y < len(self._looks) else strip

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        text = extract_selected_text(self._window, selection, LEFT)
        return (text, "\n") if text else None

    def selection_updated(self, _selection: Selection | None) -> None:
        self._repaint_changed_rows()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_now = None

    def _paint_screen_row(self, y: int) -> Strip:
        if self._styles_now is None:
            self._styles_now = self._read_styles()
        width = self.outer_size.width
        if y >= len(self._looks):
            return Strip.blank(width, self._styles_now.base)
        line = self._window.rows[y].row_id
        return self._painter.paint_row(line, self._looks[y], self._window.items.width, width, self._styles_now)

    def _read_styles(self) -> TranscriptStyles:
        chosen = self.screen.get_component_styles("screen--selection")
        lit = chosen.rich_style
        return TranscriptStyles(
            base=self.visual_style.rich_style,
            bar=Style(color=self.get_component_rich_style("transcript--bar").color),
            marked=Style(bgcolor=self.get_component_rich_style("transcript--cursor").bgcolor),
            # A transparent colour would be that of the background, and hide the text.
            selection=Style(color=lit.color if chosen.color.a else None, bgcolor=lit.bgcolor),
        )

    def _cursor_block_ref(self) -> BlockRef | None:
        """The block to mark."""
        return None

    def _read_appearances(self) -> list[RowAppearance]:
        marked, selection = self._cursor_block_ref(), self.text_selection
        return [
            RowAppearance(
                row.strip,
                marked is not None
                and row.row_ref is not None
                and row.row_ref.row >= 0
                and row.row_ref.block_ref == marked,
                selection.get_span(row.row_id) if selection is not None and row.row_ref else None,
            )
            for row in self._window.rows
        ]

    def _forget_selection(self) -> None:
        if self.is_attached and self.text_selection:
            selections = self.screen.selections
            self.screen.selections = {widget: selections[widget] for widget in selections if widget is not self}

    # What is in the window, brought to the screen.

    def _repaint_changed_rows(self) -> None:
        """Repaint the rows that look different, and put the scrollbar where the window is."""
        if not self.is_attached or not self._window.height:
            return
        before, self._looks = self._looks, self._read_appearances()
        stale: list[int] = []
        for y, look in enumerate(self._looks):
            if y < len(before) and is_same_appearance(before[y], look):
                self._looks[y] = before[y]
            else:
                stale.append(y)
        if len(before) != len(self._looks):
            self.refresh()
        elif stale:
            self.refresh(*rows_to_regions(stale, self.outer_size.width))
        self._sync_scroll_position()
        if self._finishing is None and self._window.items.list_unfinished():
            self._finishing = self.set_timer(PAUSE, self._draw_unfinished)

    def _draw_unfinished(self) -> None:
        """Draw more of what is too long to be drawn at once."""
        self._finishing = None
        until = perf_counter() + SLICE
        while (unfinished := self._window.items.list_unfinished()) and perf_counter() < until:
            self._window.update_items(unfinished)
        self._repaint_changed_rows()

    def _sync_scroll_position(self) -> None:
        """Tell Textual where the window is, past its reactives, which would lay everything out for one more row."""
        size = Size(self.scrollable_content_region.width, self._window.extent)
        self._placing = True
        self.set_reactive(Widget.virtual_size, size)
        self.scroll_target_y = self.scroll_y = self._window.top
        thumb = (self.container_size, size.width, *compute_thumb(self._window))
        if thumb != self._thumb:
            self._thumb = thumb
            self._scroll_update(size)
        if self.show_vertical_scrollbar:
            # Told by its reactives it would draw all of itself again, though nothing of that could be seen.
            self.vertical_scrollbar.set_reactive(ScrollBar.window_virtual_size, size.height)
            self.vertical_scrollbar.set_reactive(ScrollBar.position, self._window.top)
        self._placing = False

    def _fit_viewport(self) -> None:
        self._fitted = self.outer_size
        width, height = self.scrollable_content_region.size
        self._window.set_size(max(1, width - LEFT - RIGHT) if width else 0, height)

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self.virtual_size.width:
            self._forget_selection()
        self._fit_viewport()
        self._repaint_changed_rows()
        self._schedule_refine()

    def _schedule_refine(self) -> None:
        if self._refining is None and self.is_attached:
            self._refining = self.set_timer(PAUSE, self._refine_estimates)

    def _refine_estimates(self) -> None:
        """Estimate what nobody has seen, a little at a time, until all is estimated."""
        self._refining = None
        more = True
        until = perf_counter() + SLICE
        while more and perf_counter() < until and not self.is_vertical_scrollbar_grabbed:
            more = self._window.refine_estimates(16)
        if self._window.height:
            self._sync_scroll_position()
        if more:
            self._schedule_refine()

    # Scrolling, whoever asks for it.

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        # When the size changes Textual corrects the offset before the window has heard of it.
        if not self._placing and self.outer_size == self._fitted and round(old_value) != round(new_value):
            self._scroll_rows(round(new_value) - self._window.top)

    def _scroll_rows(self, rows: int) -> None:
        if abs(rows) <= 3 * self._window.height:
            self._window.scroll_by(rows)
        else:
            self._window.scroll_to_row(self._window.top + rows)
        self._repaint_changed_rows()

    def action_line_up(self) -> None:
        self._scroll_rows(-1)

    def action_line_down(self) -> None:
        self._scroll_rows(1)

    def action_half_page_up(self) -> None:
        self._scroll_rows(-max(1, self._window.height // 2))

    def action_half_page_down(self) -> None:
        self._scroll_rows(max(1, self._window.height // 2))

    def action_page_up(self) -> None:
        self._scroll_rows(-max(1, self._window.height - 1))

    def action_page_down(self) -> None:
        self._scroll_rows(max(1, self._window.height - 1))

    def action_first(self) -> None:
        self._window.scroll_to_row(0)
        self._repaint_changed_rows()

    def action_last(self) -> None:
        self._window.scroll_to_end()
        self._repaint_changed_rows()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._stop_event(event)
        self._scroll_rows(-self.wheel_rows)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._stop_event(event)
        self._scroll_rows(self.wheel_rows)

    def on_scroll_to(self, event: ScrollTo) -> None:
        self._stop_event(event)
        if event.y is not None:
            self._window.scroll_to_row(round(event.y))
            self._repaint_changed_rows()

    def on_scroll_up(self, event: ScrollUp) -> None:
        self._stop_event(event)
        self.action_page_up()

    def on_scroll_down(self, event: ScrollDown) -> None:
        self._stop_event(event)
        self.action_page_down()

    def _stop_event(self, event: events.Event | ScrollTo | ScrollUp | ScrollDown) -> None:
        """Textual would scroll by its own measure, and animate."""
        event.stop()
        event.prevent_default()


def compute_thumb(window: Viewport) -> tuple[int, int]:
    """Where the thumb of a scrollbar begins and ends, in eighths of a row."""
    rows, extent = window.height, window.extent
    if not rows or extent <= rows:
        return 0, 0
    length = max(1.0, rows * rows / extent)
    begin = int((rows - length) * window.top / (extent - rows) * EIGHTHS)
    return begin, begin + ceil(length * EIGHTHS)
