"""A page that is not painted: the terminal's own background, a picture or a pane of glass, shows through it."""

from functools import lru_cache
from typing import Final

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

PAGE_FILL: Final = "page-fill"
"""The variable of a theme that says whether its page is painted."""
UNPAINTED: Final = "none"

_DEFAULT_GROUND: Final = Style(bgcolor=RichColor.default())


class TransparentPage(LineFilter):
    """Leaves out the colour of the page wherever it is the ground; what text stands out against stays known."""

    def __init__(self, page: Color) -> None:
        super().__init__()
        self._page = page.rich_color

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # Textual's
        page = self._page
        return [
            Segment(text, _unpaint(style, page), control) if style is not None else segment
            for segment in segments
            for text, style, control in (segment,)
        ]


def find_page_filter(theme: Theme) -> TransparentPage | None:
    """None for a theme whose page is painted."""
    if theme.variables.get(PAGE_FILL) != UNPAINTED or theme.background is None:
        return None
    return TransparentPage(Color.parse(theme.background))


@lru_cache(4096)
def _unpaint(style: Style, page: RichColor) -> Style:
    return style + _DEFAULT_GROUND if style.bgcolor == page else style
