"""The rows of a viewport on the screen: which of them look different now, and how each is painted."""

from __future__ import annotations

import re

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from octui.render.files.file_references import FileReference, find_reference_at
from octui.ui.find.found_rows import MatchRow, find_row_spans
from octui.ui.transcript.layout import BlockRef
from octui.ui.transcript.painter import (
    LEFT,
    RowAppearance,
    Span,
    TranscriptPainter,
    TranscriptStyles,
    is_same_appearance,
    rows_to_regions,
)
from octui.ui.transcript.viewport import Viewport, ViewportRow


class ScreenRows:
    """What a widget shows of a viewport. Only rows that look different are repainted."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._appearances: list[RowAppearance] = []
        self._painter = TranscriptPainter()
        self._styles: TranscriptStyles | None = None
        self.pattern: re.Pattern[str] | None = None
        """What is searched for; its matches are highlighted."""
        self.current_match: MatchRow | None = None

    def forget_styles(self) -> None:
        """The theme changed."""
        self._styles = None

    def read_appearances(self, viewport: Viewport, marked: BlockRef | None) -> None:
        """Take over what the viewport shows, for a caller that paints everything anyway."""
        selection = self._widget.text_selection
        found = find_row_spans(viewport.rows, self.pattern) if self.pattern is not None else {}
        self._appearances = [
            RowAppearance(
                row.strip,
                marked is not None
                and row.row_ref is not None
                and row.row_ref.row >= 0
                and row.row_ref.block_ref == marked,
                selection.get_span(row.row_id) if selection is not None and row.row_ref else None,
                tuple((start + LEFT, end + LEFT) for start, end in found.get(y, ())),
                self._find_current_span(row, found[y]) if y in found else None,
            )
            for y, row in enumerate(viewport.rows)
        ]

    def _find_current_span(self, row: ViewportRow, spans: list[Span]) -> Span | None:
        current = self.current_match
        if current is None or row.row_ref != current.row_ref:
            return None
        return next(((start + LEFT, end + LEFT) for start, end in spans if start == current.column), None)

    def refresh_changed_rows(self, viewport: Viewport, marked: BlockRef | None) -> None:
        """Take over what the viewport shows, and refresh the regions that look different."""
        before = self._appearances
        self.read_appearances(viewport, marked)
        stale: list[int] = []
        for y, appearance in enumerate(self._appearances):
            if y < len(before) and is_same_appearance(before[y], appearance):
                self._appearances[y] = before[y]
            else:
                stale.append(y)
        if len(before) != len(self._appearances):
            self._widget.refresh()
        elif stale:
            self._widget.refresh(*rows_to_regions(stale, self._widget.outer_size.width))

    def paint_region(self, viewport: Viewport, region: Region) -> list[Strip]:
        """The rows of a part of the screen, with the filters of the app, as Textual draws them."""
        background = self._widget.background_colors[1]
        filters = self._widget.get_line_filters()
        strips: list[Strip] = []
        for y in region.line_range:
            strip = self.paint_screen_row(viewport, y)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip)
        if region.column_span != (0, self._widget.outer_size.width):
            strips = [strip.crop(*region.column_span) for strip in strips]
        return strips

    def paint_selectable_row(self, viewport: Viewport, y: int) -> Strip:
        """A row that tells a selection where it is."""
        strip = self.paint_screen_row(viewport, y)
        return strip.apply_offsets(0, viewport.rows[y].row_id) if self._is_shown(viewport, y) else strip

    def find_file_at(self, viewport: Viewport, x: int, y: int) -> FileReference | None:
        """The file that is named at a cell."""
        strip = self.paint_screen_row(viewport, y)
        return find_reference_at(strip.text, len(strip.crop(0, x).text))

    def paint_screen_row(self, viewport: Viewport, y: int) -> Strip:
        if self._styles is None:
            self._styles = self._read_styles()
        width = self._widget.outer_size.width
        if not self._is_shown(viewport, y):
            # The window shrank, and what its rows look like is read again before it is drawn the next time.
            return Strip.blank(width, self._styles.base)
        row_id = viewport.rows[y].row_id
        return self._painter.paint_row(row_id, self._appearances[y], viewport.items.width, width, self._styles)

    def _is_shown(self, viewport: Viewport, y: int) -> bool:
        return y < min(len(self._appearances), len(viewport.rows))

    def _read_styles(self) -> TranscriptStyles:
        widget = self._widget
        selected = widget.screen.get_component_styles("screen--selection")
        colours = selected.rich_style
        return TranscriptStyles(
            base=widget.visual_style.rich_style,
            bar=Style(color=widget.get_component_rich_style("transcript--bar").color),
            marked=Style(bgcolor=widget.get_component_rich_style("transcript--cursor").bgcolor),
            # A transparent colour would be that of the background, and hide the text.
            selection=Style(color=colours.color if selected.color.a else None, bgcolor=colours.bgcolor),
            found=widget.get_component_rich_style("transcript--found", partial=True),
            current=widget.get_component_rich_style("transcript--found-current", partial=True),
        )
