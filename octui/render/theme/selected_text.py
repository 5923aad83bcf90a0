"""Text on the ground of a selection: its colours stay, as far as they can be read there."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from rich.color import ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from octui.render.theme.contrast import compute_contrast, ensure_contrast, is_dark_colour

MIN_CONTRAST: Final = 4.5


def select_line(line: Iterable[Segment], ground: Style) -> list[Segment]:
    """The line on the ground of what is selected."""
    return [Segment(text, _select_style(style or Style(), ground)) for text, style, _ in line]


@lru_cache(maxsize=512)
def _select_style(style: Style, ground: Style) -> Style:
    selected = style + ground
    text, behind = selected.color, selected.bgcolor
    # The terminal's own colours are not known.
    if text is None or behind is None or text.type is not ColorType.TRUECOLOR or behind.type is not ColorType.TRUECOLOR:
        return selected
    ink, paper = Color.from_rich_color(text), Color.from_rich_color(behind)
    if compute_contrast(ink, paper) >= MIN_CONTRAST:
        return selected
    readable = ensure_contrast(ink, [paper], MIN_CONTRAST, is_dark_colour(paper))
    return selected + Style(color=readable.rich_color)
