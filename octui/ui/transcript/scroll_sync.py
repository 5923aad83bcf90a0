"""Textual's scroll offset and scrollbar, kept where the viewport is."""

from __future__ import annotations

from math import ceil
from typing import Final

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.widget import Widget

from octui.ui.transcript.painter import LEFT, RIGHT
from octui.ui.transcript.viewport import Viewport

EIGHTHS: Final = 8
"""A scrollbar is drawn to an eighth of a cell."""


class ScrollSync:
    """Tells Textual where the viewport is, and the viewport where the user scrolled to."""

    def __init__(self, widget: ScrollView) -> None:
        self._widget = widget
        self._fitted = Size(0, 0)
        self._is_syncing = False
        self._thumb: tuple[object, ...] = ()
        """Where the scrollbar's thumb was last drawn."""

    @property
    def is_fitted(self) -> bool:
        """Whether the viewport knows the widget's present size."""
        return self._widget.outer_size == self._fitted

    def fit_viewport(self, viewport: Viewport) -> None:
        self._fitted = self._widget.outer_size
        width, height = self._widget.scrollable_content_region.size
        viewport.set_size(max(1, width - LEFT - RIGHT) if width else 0, height)

    def sync_offset(self, viewport: Viewport) -> None:
        """Tell Textual where the viewport is, past its reactives, which would lay everything out for one more row."""
        widget = self._widget
        size = Size(widget.scrollable_content_region.width, viewport.extent)
        self._is_syncing = True
        widget.set_reactive(Widget.virtual_size, size)
        widget.scroll_target_y = widget.scroll_y = viewport.top
        thumb = (widget.container_size, size.width, *compute_thumb(viewport))
        if thumb != self._thumb:
            self._thumb = thumb
            widget._scroll_update(size)
        if widget.show_vertical_scrollbar:
            # Through its reactives it would redraw itself completely, although nothing visible changed.
            widget.vertical_scrollbar.set_reactive(ScrollBar.window_virtual_size, size.height)
            widget.vertical_scrollbar.set_reactive(ScrollBar.position, viewport.top)
        self._is_syncing = False

    def is_moved_by_textual(self, before: float, now: float) -> bool:
        """Whether Textual changed the offset because the user scrolled."""
        # When the size changes Textual corrects the offset before the viewport knows the new size.
        return not self._is_syncing and self.is_fitted and round(before) != round(now)


def compute_thumb(viewport: Viewport) -> tuple[int, int]:
    """Where the thumb of a scrollbar begins and ends, in eighths of a row."""
    rows, extent = viewport.height, viewport.extent
    if not rows or extent <= rows:
        return 0, 0
    length = max(1.0, rows * rows / extent)
    begin = int((rows - length) * viewport.top / (extent - rows) * EIGHTHS)
    return begin, begin + ceil(length * EIGHTHS)
