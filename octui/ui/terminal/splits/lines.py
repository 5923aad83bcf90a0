"""The lines between terminals that are shown together, with the name of each above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.strip import Strip

from octui.render.text.cell_width import clip_text
from octui.ui.terminal.split_tree import GAP

_INDENT: Final = 2
_JOINTS: Final = {
    # What a line meets: on the left, on the right, above, below.
    (True, True, False, True): "┬",
    (True, True, True, False): "┴",
    (True, True, True, True): "┼",
    (True, False, True, True): "┤",
    (False, True, True, True): "├",
    (True, False, False, True): "╮",
    (False, True, False, True): "╭",
}


class LineStyles(NamedTuple):
    """How lines and names look, elsewhere and around the terminal in use."""

    line: Style
    name: Style
    active_line: Style
    active_name: Style


class SplitLines:
    """Drawn where `regions` leave columns free, and in the first row of each region."""

    def __init__(self, regions: Mapping[str, Region], size: Size) -> None:
        self._regions = regions
        self._width = size.width
        self._columns = {
            Offset(region.right, y)
            for region in regions.values()
            if region.right < size.width
            for y in region.line_range
        }

    def draw_row(self, y: int, names: Mapping[str, str], active: str, styles: LineStyles) -> Strip:
        """A row as wide as the pane; blank where a terminal is."""
        pieces = {
            region.x: _draw_heading(names[name], region.width, name == active, styles)
            for name, region in self._regions.items()
            if region.y == y
        }
        edges = self._regions[active]
        for x in (column.x for column in self._columns if column.y == y):
            is_active = x in (edges.x - GAP, edges.right) and y in edges.line_range
            style = styles.active_line if is_active else styles.line
            pieces[x] = Strip([Segment(self._find_joint(x, y), style)], 1)
        strip, end = Strip([], 0), 0
        for x, piece in sorted(pieces.items(), key=lambda item: item[0]):
            strip = Strip.join([strip, Strip.blank(x - end, styles.line), piece])
            end = x + piece.cell_length
        return strip.adjust_cell_length(self._width, styles.line)

    def _find_joint(self, x: int, y: int) -> str:
        regions = self._regions.values()
        meets = (
            any(region.right == x and region.y == y for region in regions),
            any(region.x == x + GAP and region.y == y for region in regions),
            Offset(x, y - 1) in self._columns,
            Offset(x, y + 1) in self._columns,
        )
        return _JOINTS.get(meets, "│")


def _draw_heading(name: str, width: int, is_active: bool, styles: LineStyles) -> Strip:
    line, style = (styles.active_line, styles.active_name) if is_active else (styles.line, styles.name)
    text = Strip([Segment(clip_text(f" {name} ", max(0, width - 2 * _INDENT)), style)])
    rest = "─" * (width - _INDENT - text.cell_length)
    return Strip.join([Strip([Segment("─" * _INDENT, line)]), text, Strip([Segment(rest, line)])])
