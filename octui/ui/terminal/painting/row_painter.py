"""Renders terminal rows as strips, resolving palette colours with the theme."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import repeat
from typing import Final

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import BLACK, WHITE
from textual.color import Color as TextualColor
from textual.strip import Strip

from octui.render.text.lean_strip import LeanStrip
from octui.render.theme.contrast import compute_contrast, mix_colours
from octui.render.theme.palette import Palette
from octui.term import Attributes, Row, get_xterm_rgb
from octui.term.grid.rows import STUB, decode_cells, find_runs
from octui.term.grid.styles import DEFAULT, PLAIN, Styles
from octui.ui.terminal.painting.line_filters import LineFilters

KEPT: Final = 2048
"""Number of rows and styles cached."""
KEPT_RUNS: Final = 256
"""The same for runs: programs change texts more often than colours."""

MIN_CONTRAST: Final = 3.0
"""Minimum contrast of text where a program did not set both colours: it may assume another theme."""
_NO_STYLE: Final = Style()
_make_segment: Final = tuple.__new__
"""Without the keyword arguments of a named tuple, which cost more than the segment."""
_SHARES: Final = (0.15, 0.3, 0.45, 0.6, 0.75)

Rgb = tuple[int, int, int]
Span = tuple[int, int]
"""Half-open range of cells."""

RunStyles = tuple[tuple[slice, ...], tuple[Style, ...]]
"""The cells of each run of a row, and the style of each."""


class StyledRuns(dict[str, RunStyles]):
    """The runs of the codes of rows with one attribute table, which are made when they are first looked up."""

    def __init__(self, table: Styles, make_style: Callable[[Attributes], Style]) -> None:
        self.table = table
        self._make_style = make_style

    def __missing__(self, codes: str) -> RunStyles:
        if len(self) >= KEPT_RUNS:
            self.clear()
        runs = find_runs(codes)
        styles = [self._make_style(self.table.decode_attributes(code)) for _, _, code in runs]
        known = self[codes] = (tuple(slice(start, end) for start, end, _ in runs), tuple(styles))
        return known


class RowPainter:
    """Returns the identical strip for an equal row, so that Textual's per-strip caches stay valid.

    With `filters` it paints filtered styles: a filter would make every segment of a strip a second time.
    """

    def __init__(self, palette: Palette, width: int, filters: LineFilters | None = None) -> None:
        self.width = width
        self.base = palette.text + palette.background
        self._palette = palette
        self._filters = filters
        self._numbered: dict[int, Rgb] = {}
        self._dynamic: dict[int, Rgb] = {}
        self._reverse = False
        self._styles: dict[Attributes, Style] = {}
        self.made_styles = 0
        """How many styles were made so far: the measure of the cost."""
        self._runs = StyledRuns(Styles(), self.make_cell_style)
        """Those of the table used last: the rows of a screen share theirs."""
        self._strips: dict[Row, Strip] = {}
        self._blank = self._make_blank()

    def set_colours(self, numbered: Mapping[int, Rgb], dynamic: Mapping[int, Rgb], *, reverse: bool) -> bool:
        """Apply the colours a program set over the theme; returns whether anything changed."""
        if numbered == self._numbered and dynamic == self._dynamic and reverse == self._reverse:
            return False
        foreground, background = dynamic.get(10), dynamic.get(11)
        base = self._palette.text + self._palette.background
        if foreground:
            base += Style(color=Color.from_rgb(*foreground))
        if background:
            base += Style(bgcolor=Color.from_rgb(*background))
        if reverse:
            base += Style(reverse=True)
        self.base, self._numbered, self._dynamic, self._reverse = base, dict(numbered), dict(dynamic), reverse
        self._styles.clear()
        self._runs = StyledRuns(Styles(), self.make_cell_style)
        self._strips.clear()
        self._blank = self._make_blank()
        return True

    def paint_strip(self, row: Row) -> Strip:
        """The row as a strip as wide as the widget."""
        if not row[0]:
            return self._blank
        known = self._strips.get(row)
        if known is not None:
            return known
        if len(self._strips) >= KEPT:
            self._strips.clear()
        strip = self._strips[row] = self._painted(row)
        return strip

    def make_cell_style(self, attributes: Attributes) -> Style:
        known = self._styles.get(attributes)
        if known is None:
            if len(self._styles) >= KEPT:
                self._styles.clear()
            self.made_styles += 1
            known = self._styles[attributes] = self._filtered(self._resolved(attributes))
        return known

    def find_style(self, row: Row, x: int) -> Style:
        """The style of the cell at a column."""
        code = row[1][x] if x < len(row[1]) else DEFAULT
        return self.make_cell_style(row[2].decode_attributes(code))

    def _filtered(self, style: Style) -> Style:
        return style if self._filters is None else self._filters.filter_style(style)

    def _make_blank(self) -> Strip:
        return Strip.blank(self.width, self.make_cell_style(PLAIN))

    def _painted(self, row: Row) -> Strip:
        cells, codes, table, _ = row
        if table is not self._runs.table:
            self._runs = StyledRuns(table, self.make_cell_style)
        slices, styles = self._runs[codes]
        texts = map(cells.__getitem__, slices)
        if not cells.isascii():
            texts = map(decode_cells, texts, repeat(table))
        segments = list(map(_make_segment, repeat(Segment), zip(texts, styles, repeat(None))))
        size = len(cells)
        if size > self.width:
            return LeanStrip(segments, size).crop(0, self.width)
        if size < self.width:
            segments.append(Segment(" " * (self.width - size), self.make_cell_style(PLAIN)))
        return LeanStrip(segments, self.width)

    def _resolved(self, attributes: Attributes) -> Style:
        if attributes is PLAIN:
            return self.base
        fg = self._colour(attributes.fg)
        bg = self._colour(attributes.bg)
        style = Style(
            color=fg,
            bgcolor=bg,
            bold=attributes.bold or None,
            dim=attributes.dim or None,
            italic=attributes.italic or None,
            underline=attributes.underline in (1, 3, 4, 5) or bool(attributes.link) or None,
            underline2=attributes.underline == 2 or None,
            blink=attributes.blink or None,
            conceal=attributes.conceal or None,
            strike=attributes.strike or None,
            overline=attributes.overline or None,
        )
        style = self.base + style
        chosen = (attributes.fg or 0) >= 16 and (attributes.bg or 0) >= 16
        if not chosen and attributes.fg != attributes.bg:
            # The theme's background preserves hues; on others only black and white are certain to be readable.
            shares = _SHARES if attributes.bg is None else ()
            style += Style(color=_legible(style.color, style.bgcolor, shares))
        return style + Style(reverse=not self._reverse) if attributes.reverse else style

    def _colour(self, colour: int | None) -> Color | None:
        if colour is None:
            return None
        if colour in self._numbered:
            return Color.from_rgb(*self._numbered[colour])
        return self._palette.terminal[colour] if colour < 16 else _spelled(colour)


@lru_cache(maxsize=KEPT)
def _spelled(colour: int) -> Color:
    return Color.from_rgb(*get_xterm_rgb(colour))


@lru_cache(maxsize=KEPT)
def _legible(ink: Color | None, ground: Color | None, shares: tuple[float, ...]) -> Color | None:
    """The text colour, blended as little as these shares allow with black or white, so that it is readable here."""
    if ink is None or ground is None or ink.triplet is None or ground.triplet is None:
        return ink
    behind, colour = TextualColor(*ground.triplet), TextualColor(*ink.triplet)
    if compute_contrast(colour, behind) >= MIN_CONTRAST:
        return ink
    extreme = max((BLACK, WHITE), key=lambda end: compute_contrast(end, behind))
    mixed = (mix_colours(colour, extreme, share) for share in shares)
    return next((each for each in mixed if compute_contrast(each, behind) >= MIN_CONTRAST), extreme).rich_color


def overlay_style(strip: Strip, span: Span, style: Style) -> Strip:
    """The strip with these cells in another style."""
    return change_cells(strip, span, lambda cells: Segment(cells.text, (cells.style or _NO_STYLE) + style))


def change_cells(strip: Strip, span: Span, change: Callable[[Segment], Segment]) -> Strip:
    """The strip with what `change` makes of the segments in these cells.

    Segments are cut here, as each strip costs more than all segments of a row.
    """
    start, end = span
    segments: list[Segment] = []
    x, unread = 0, iter(strip)
    for segment in unread:
        text = segment.text
        after = x + (len(text) if text.isascii() else segment.cell_length)
        if after <= start or x >= end:
            segments.append(segment)
        else:
            if x < start:
                before, segment = segment.split_cells(start - x)
                segments.append(before)
            rest = None
            if after > end:
                segment, rest = segment.split_cells(end - max(x, start))
            segments.append(change(segment))
            if rest is not None:
                segments.append(rest)
        x = after
        if x >= end:
            segments.extend(unread)
    return LeanStrip(segments, strip.cell_length)


def find_cell_span(row: Row, x: int) -> Span:
    """The cells of the character at a column: two for a wide one, from either half."""
    cells = row[0]
    if x < len(cells) and cells[x] == STUB:
        return max(0, x - 1), x + 1
    return x, x + 2 if cells[x + 1 : x + 2] == STUB else x + 1
