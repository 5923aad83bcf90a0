"""Cache of the strips of the rows in view; only rows whose appearance changed are rendered again."""

from __future__ import annotations

from typing import Final

from textual.strip import Strip
from textual.widget import Widget

from octui.render.theme.palette import Palette
from octui.ui.terminal.emulator import Emulator
from octui.ui.terminal.painting.row_painter import RowPainter
from octui.ui.terminal.painting.row_style import OverlayStyles, RowLook, draw_look

REVERSE: Final = 5
"""The mode that shows a screen in reverse video (DECSCNM)."""


class StripCache:
    """`looks` holds the appearance from which each strip in `strips` was rendered."""

    def __init__(self, widget: Widget) -> None:
        self.looks: list[RowLook] = []
        self.strips: list[Strip] = []
        self._widget = widget
        self._painter: RowPainter | None = None
        self._overlays: OverlayStyles | None = None

    def clear_strips(self) -> None:
        self.strips = []

    def forget_styles(self) -> None:
        """Invalidate the cache after a change of theme or style sheet."""
        self._painter = self._overlays = None
        self.strips = []

    def has_strips_for(self, width: int, height: int) -> bool:
        """Whether a strip of this width is cached for each of this many rows."""
        return len(self.strips) == height and self._painter is not None and self._painter.width == width

    def update_strips(self, looks: list[RowLook], emulator: Emulator | None) -> list[int] | None:
        """Render strips for changed rows; returns the rows, or None when all of them are new."""
        before, self.looks = self.looks, looks
        recoloured = self.update_colours(emulator)
        if recoloured or len(before) != len(looks) or len(self.strips) != len(looks):
            self.strips = [self._draw_row(look) for look in looks]
            return None
        stale = [y for y, (old, new) in enumerate(zip(before, looks, strict=True)) if old != new]
        for y in stale:
            self.strips[y] = self._draw_row(looks[y])
        return stale

    def update_colours(self, emulator: Emulator | None) -> bool:
        """Apply the theme's and the program's colours; returns whether all cached strips are stale."""
        is_new = False
        width = self._widget.size.width
        if self._painter is None or self._painter.width != width:
            app = self._widget.app
            palette = Palette.from_theme(app.get_css_variables(), app.current_theme.dark)
            self._painter = RowPainter(palette, width)
            if emulator is not None:
                emulator.set_theme_colours(palette)
            is_new = True
        if emulator is None:
            return is_new
        colours = emulator.colours
        changed = self._painter.set_colours(colours.palette, colours.dynamic, reverse=emulator.modes.has_mode(REVERSE))
        return changed or is_new

    def _draw_row(self, look: RowLook) -> Strip:
        if self._painter is None:
            return Strip.blank(self._widget.size.width)
        if self._overlays is None:
            self._overlays = OverlayStyles.read_styles(self._widget)
        return draw_look(look, self._painter, self._overlays)
