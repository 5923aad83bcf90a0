"""What is behind a dialog: the screen below it, with a tint.

Textual draws all of it again whenever anything of a dialog changes, several times while one opens. It has Rich cut the
screen into lines that it had before, and mixes the colours of every segment; few styles are on a screen, though.
"""

from functools import lru_cache
from typing import Any, Final

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.css.styles import RulesMap
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

KNOWN_STYLES: Final = 2_048
"""Many more than one screen has, in the tint of each theme."""


class Backdrop(Visual):
    """The strips of a screen as they are, but for their colours, and without what a click on them would do."""

    def __init__(self, screen: Screen[Any], tint: Color) -> None:
        self._screen = screen
        self._tint = tint

    def render_strips(
        self,
        width: int,
        height: int | None,
        style: Style,  # noqa: ARG002  # Textual's
        options: RenderOptions,  # noqa: ARG002  # Textual's
    ) -> list[Strip]:
        strips = self._screen._compositor.render_strips()  # Textual's own backdrop asks for them, too
        return [apply_tint(strip, self._tint).crop(0, width) for strip in strips[:height]]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002  # Textual's
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002  # Textual's
        return self._screen.size.height


def apply_tint(strip: Strip, tint: Color) -> Strip:
    """A strip as Textual's own backdrop draws it."""
    return Strip([Segment(text, mix_tint(style, tint)) for text, style, _ in strip], strip.cell_length)


@lru_cache(KNOWN_STYLES)
def mix_tint(style: RichStyle | None, tint: Color) -> RichStyle | None:
    """Mixed by Textual, once for each style."""
    (segment,) = BackgroundScreen.process_segments([Segment(" ", style)], tint)
    return segment.style
