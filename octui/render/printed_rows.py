"""Lines of an output as rows, in the theme's colours where programs name them by number."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import BLACK, WHITE
from textual.color import Color as TextualColor

from octui.render.cells import untabbed
from octui.render.code import inert
from octui.render.colours import contrast
from octui.render.feedable import as_printed
from octui.render.lines import Line, folded, merged, padded
from octui.render.links import host_of, safe_link
from octui.render.palette import Palette
from octui.render.paper import unfilled
from octui.render.text_ends import Place
from octui.term import Attributes, Colour, Row, rgb, runs
from octui.term.rows import trimmed

LONGEST_LINE: Final = 4_000
"""Characters of one line that are looked at; the rest is counted, not shown."""
TAB: Final = 8
"""Cells between the stops of a terminal, which is what programs reckon with."""
LEAST_CONTRAST: Final = 1.3
"""Below it letters are there to be hidden."""

_Run = tuple[str, Attributes]


def printed_rows(
    line: Sequence[Row], width: int, palette: Palette, base: Style, *, most: int | None = None
) -> list[Line]:
    """A line of a printout folded to `width` cells; at most `most` rows, and one that says how much is left out."""
    last, fill = unfilled(line[-1])
    spoken, left_out = _first([run for row in (*line[:-1], trimmed(last)) for run in runs(row)], _limit(width, most))
    rows = folded(merged(_segments(spoken, palette, base)), width)
    if fill is not None and not left_out:
        rows[-1] = padded(rows[-1], width, _style(fill, palette, base)[0])
    return _bounded(rows, left_out, width, palette, most)


def plain_rows(
    text: str, place: Place, width: int, palette: Palette, base: Style, *, most: int | None = None
) -> list[Line]:
    """The same of a line of plain text, by where it is in `text`."""
    start, end = place
    left_out = max(0, end - start - _limit(width, most))
    shown = inert(untabbed(text[start : end - left_out].removesuffix("\r"), TAB))
    return _bounded(folded([Segment(shown, base)] if shown else [], width), left_out, width, palette, most)


def _limit(width: int, most: int | None) -> int:
    return LONGEST_LINE if most is None else min(LONGEST_LINE, 4 * most * width)


def _bounded(rows: list[Line], left_out: int, width: int, palette: Palette, most: int | None) -> list[Line]:
    if most is not None and len(rows) > most:
        left_out += sum(len(segment.text) for row in rows[most:] for segment in row)
        rows = rows[:most]
    if left_out:
        rows.append([Segment(f"… {left_out:,} more characters"[:width], palette.muted)])
    return rows


def _first(spoken: list[_Run], limit: int) -> tuple[list[_Run], int]:
    """The runs up to so many characters, and how many there are beyond."""
    size = sum(len(text) for text, _ in spoken)
    if size <= limit:
        return spoken, 0
    result: list[_Run] = []
    room = limit
    for text, attributes in spoken:
        result.append((text[:room], attributes))
        room -= len(text)
        if room <= 0:
            break
    return result, size - limit


def _segments(spoken: list[_Run], palette: Palette, base: Style) -> Iterable[Segment]:
    for link, linked in groupby(spoken, key=lambda run: run[1].link):
        address = safe_link(link.address) if link is not None else None
        label = ""
        for cells, attributes in linked:
            said = cells if cells.isascii() else inert(as_printed(cells))
            style, legible = _style(attributes if link is None else attributes._replace(link=None), palette, base)
            if style is not legible and any(map(str.isalnum, said)):
                style = legible
            label += said
            yield Segment(said, style + Style(underline=True, link=address) if address else style)
        if address and host_of(address) not in (label.strip(), host_of(label.strip())):
            yield Segment(f" ({host_of(address)})", palette.link_host)


@lru_cache(maxsize=1024)
def _style(attributes: Attributes, palette: Palette, base: Style) -> tuple[Style, Style]:
    """How cells look, and how letters do that could not be read so; nothing blinks, and nothing is concealed."""
    style = base + Style(
        color=_colour(attributes.fg, palette),
        bgcolor=_colour(attributes.bg, palette),
        bold=attributes.bold or None,
        dim=attributes.dim or None,
        italic=attributes.italic or None,
        underline=attributes.underline in (1, 3, 4, 5) or None,
        underline2=attributes.underline == 2 or None,
        reverse=attributes.reverse or None,
        strike=attributes.strike or None,
        overline=attributes.overline or None,
    )
    legible = _legible(style.color, style.bgcolor or palette.background.bgcolor)
    return style, style if legible is style.color else style + Style(color=legible)


def _colour(colour: Colour, palette: Palette) -> Color | None:
    if colour is None:
        return None
    if colour < 16:
        return palette.terminal[colour]
    return Color.from_ansi(colour) if colour < 256 else Color.from_rgb(*rgb(colour))


def _legible(ink: Color | None, ground: Color | None) -> Color | None:
    """The ink, or black or white where it is that of the ground."""
    letters, behind = _exact(ink), _exact(ground)
    if letters is None or behind is None or contrast(letters, behind) >= LEAST_CONTRAST:
        return ink
    return max((BLACK, WHITE), key=lambda extreme: contrast(extreme, behind)).rich_color


def _exact(colour: Color | None) -> TextualColor | None:
    """The colour as it will look; None where that is for the terminal octui runs in to say."""
    if colour is None or colour.type in (ColorType.DEFAULT, ColorType.STANDARD):
        return None
    return TextualColor(*colour.get_truecolor())
