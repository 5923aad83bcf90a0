"""Textual's filters of what a widget paints, such as those for terminals without colours."""

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.color import TRANSPARENT, Color
from textual.filter import LineFilter
from textual.strip import Strip

from octui.render.text.lean_strip import LeanStrip

_MAX_STYLES: Final = 2048


class LineFilters:
    """The filters in use, and the background into which they blend colours; of a segment they change only the style."""

    def __init__(self, filters: Sequence[LineFilter] = (), background: Color = TRANSPARENT) -> None:
        self._filters = filters
        self._background = background
        self._known: dict[Style, Style] = {}

    def is_made_of(self, filters: Sequence[LineFilter], background: Color) -> bool:
        return self._filters == filters and self._background == background

    def filter_style(self, style: Style) -> Style:
        """What becomes of this style in any strip."""
        known = self._known.get(style)
        if known is None:
            segments = [Segment(" ", style)]
            for line_filter in self._filters:
                segments = line_filter.apply(segments, self._background)
            if len(self._known) >= _MAX_STYLES:
                self._known.clear()
            known = self._known[style] = segments[0].style or Style()
        return known

    def filter_strip(self, strip: Strip) -> Strip:
        """The strip with filtered styles."""
        return LeanStrip([self.filter_segment(segment) for segment in strip], strip.cell_length)

    def filter_segment(self, segment: Segment) -> Segment:
        """The segment with a filtered style."""
        return Segment(segment.text, self.filter_style(segment.style or Style()))
