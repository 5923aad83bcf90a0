"""Cache of the strips of the rows in view; only rows whose appearance changed are rendered again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import compress
from operator import is_not
from typing import Final

from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip
from textual.widget import Widget

from octui.render.theme.palette import Palette
from octui.ui.terminal.emulator import Emulator
from octui.ui.terminal.painting.line_filters import LineFilters
from octui.ui.terminal.painting.passed_pictures import PassedPictures
from octui.ui.terminal.painting.row_painter import RowPainter
from octui.ui.terminal.painting.row_style import NO_ROW, OverlayStyles, RowLook, draw_cursor_row, draw_look

REVERSE: Final = 5
"""The mode that shows a screen in reverse video (DECSCNM)."""

MOST_SEGMENTS: Final = 20_000
"""Pieces of rows that are drawn for one frame: a colour for each cell of a large screen makes a hundred thousand."""
_STYLE: Final = 20
"""Making a style takes as long as drawing so many pieces whose styles are known."""


class StripCache:
    """`looks` holds the appearance from which each strip in `strips` was rendered; the strips are filtered."""

    def __init__(self, widget: Widget) -> None:
        self.looks: list[RowLook] = []
        self.strips: list[Strip] = []
        self.pictures = PassedPictures(widget)
        self.has_postponed = False
        """Whether rows still show what they showed before: they are drawn for the next frame."""
        self._first = 0
        """The row drawing begins with, so that each has its turn."""
        self._widget = widget
        self._filters = LineFilters()
        self._painter: RowPainter | None = None
        """Paints what is filtered after the highlights were drawn on it."""
        self._plain_painter: RowPainter | None = None
        """Paints filtered rows, which have no highlights."""
        self._overlays: OverlayStyles | None = None

    def clear_strips(self) -> None:
        self.strips = []

    def forget_styles(self) -> None:
        """Invalidate the cache after a change of theme or style sheet."""
        self._painter = self._plain_painter = self._overlays = None
        self.strips = []

    def use_filters(self, filters: Sequence[LineFilter], background: Color) -> None:
        """Filter the strips in this way; those that were filtered in another way are forgotten."""
        if not self._filters.is_made_of(filters, background):
            self._filters = LineFilters(filters, background)
            self._painter = self._plain_painter = None
            self.strips = []

    def has_strips_for(self, width: int, height: int) -> bool:
        """Whether a strip of this width is cached for each of this many rows."""
        return len(self.strips) == height and self._painter is not None and self._painter.width == width

    def update_strips(self, looks: list[RowLook], width: int, emulator: Emulator | None) -> list[int] | None:
        """Render strips for changed rows; returns the rows, or None when all of them are new."""
        before, self.looks = self.looks, looks
        self.has_postponed = False
        recoloured = self._update_colours(width, emulator)
        if recoloured or len(before) != len(looks) or len(self.strips) != len(looks):
            self.strips = [self._draw_row(look) for look in looks]
            return None
        replaced = compress(range(len(looks)), map(is_not, before, looks))
        return self._draw_stale_rows([y for y in replaced if before[y] != looks[y]], before)

    def _draw_stale_rows(self, stale: list[int], before: list[RowLook]) -> list[int]:
        """Draw as many of these rows as one frame allows; returns those that were drawn."""
        # Few rows have highlights, and are painted by the other one.
        painter = self._plain_painter
        segments, made = 0, painter.made_styles if painter is not None else 0
        split = bisect_left(stale, self._first)
        ordered = stale[split:] + stale[:split] if self._first else stale
        self._first = 0
        for number, y in enumerate(ordered):
            if segments > MOST_SEGMENTS:
                self.has_postponed, self._first = True, y
                for later in ordered[number:]:
                    self.looks[later] = before[later]
                return sorted(ordered[:number])
            self.strips[y] = self._draw_row(self.looks[y])
            segments += len(self.strips[y])
            if painter is not None and painter.made_styles > made:
                segments += _STYLE * (painter.made_styles - made)
                made = painter.made_styles
        return stale

    def _update_colours(self, width: int, emulator: Emulator | None) -> bool:
        """Apply the theme's and the program's colours; returns whether all cached strips are stale."""
        is_new = False
        if self._painter is None or self._painter.width != width:
            app = self._widget.app
            palette = Palette.from_theme(app.get_css_variables(), app.current_theme.dark)
            self._painter = RowPainter(palette, width)
            self._plain_painter = RowPainter(palette, width, self._filters)
            if emulator is not None:
                emulator.set_theme_colours(palette)
            is_new = True
        if emulator is None:
            return is_new
        return self._apply_program_colours(emulator) or is_new

    def _apply_program_colours(self, emulator: Emulator) -> bool:
        numbered, dynamic = emulator.colours.palette, emulator.colours.dynamic
        reverse = emulator.modes.has_mode(REVERSE)
        changed = [
            painter.set_colours(numbered, dynamic, reverse=reverse)
            for painter in (self._painter, self._plain_painter)
            if painter is not None
        ]
        return any(changed)

    def _draw_row(self, look: RowLook) -> Strip:
        if self._painter is None or self._plain_painter is None:
            return Strip.blank(self._widget.size.width)
        if look.is_plain:
            return self._plain_painter.paint_strip(look.row or NO_ROW)
        if look.cursor is not None and look.has_only_cursor:
            row = look.row or NO_ROW
            return draw_cursor_row(row, *look.cursor, self._painter, self._plain_painter, self._filters)
        if self._overlays is None:
            self._overlays = OverlayStyles.read_styles(self._widget)
        return self._filters.filter_strip(draw_look(look, self._painter, self._overlays))
