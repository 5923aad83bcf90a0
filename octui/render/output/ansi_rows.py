"""Lines of output as rows; colours that programs give by number become the theme's."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Final

from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import BLACK, WHITE
from textual.color import Color as TextualColor

from octui.render.output.ansi_sanitizer import restore_hidden_chars
from octui.render.output.plain_rows import find_character_limit, shorten_rows
from octui.render.output.recording_screen import strip_fill_colour
from octui.render.text.safe_links import extract_host, sanitize_link
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import Line, fold_segments, merge_segments, pad_line
from octui.render.theme.contrast import compute_contrast
from octui.render.theme.palette import Palette
from octui.term import Attributes, Colour, Row, get_xterm_rgb, split_runs
from octui.term.grid.rows import trim_row

MIN_CONTRAST: Final = 1.3
"""Text with less contrast would be invisible."""

_Run = tuple[str, Attributes]


def render_ansi_rows(
    line: Sequence[Row], width: int, palette: Palette, base: Style, *, most: int | None = None
) -> list[Line]:
    """A replayed line folded to `width` cells; at most `most` rows, and one that says how much is left out."""
    last, fill = strip_fill_colour(line[-1])
    visible_runs, left_out = _take_first_runs(
        [run for row in (*line[:-1], trim_row(last)) for run in split_runs(row)], find_character_limit(width, most)
    )
    rows = fold_segments(merge_segments(_runs_to_segments(visible_runs, palette, base)), width)
    if fill is not None and not left_out:
        rows[-1] = pad_line(rows[-1], width, _to_rich_styles(fill, palette, base)[0])
    return shorten_rows(rows, left_out, width, palette, most)


def _take_first_runs(visible_runs: list[_Run], limit: int) -> tuple[list[_Run], int]:
    """The runs up to `limit` characters, and how many characters follow."""
    size = sum(len(text) for text, _ in visible_runs)
    if size <= limit:
        return visible_runs, 0
    result: list[_Run] = []
    room = limit
    for text, attributes in visible_runs:
        result.append((text[:room], attributes))
        room -= len(text)
        if room <= 0:
            break
    return result, size - limit


def _runs_to_segments(visible_runs: list[_Run], palette: Palette, base: Style) -> Iterable[Segment]:
    for link, linked in groupby(visible_runs, key=lambda run: run[1].link):
        address = sanitize_link(link.address) if link is not None else None
        label = ""
        for cells, attributes in linked:
            shown_cells = cells if cells.isascii() else escape_unseen(restore_hidden_chars(cells))
            style, legible = _to_rich_styles(
                attributes if link is None else attributes._replace(link=None), palette, base
            )
            if style is not legible and any(map(str.isalnum, shown_cells)):
                style = legible
            label += shown_cells
            yield Segment(shown_cells, style + Style(underline=True, link=address) if address else style)
        if address and extract_host(address) not in (label.strip(), extract_host(label.strip())):
            yield Segment(f" ({extract_host(address)})", palette.link_host)


@lru_cache(maxsize=1024)
def _to_rich_styles(attributes: Attributes, palette: Palette, base: Style) -> tuple[Style, Style]:
    """The style of cells, and the one for text that would be illegible in it; nothing blinks or is concealed."""
    style = base + Style(
        color=_to_rich_colour(attributes.fg, palette),
        bgcolor=_to_rich_colour(attributes.bg, palette),
        bold=attributes.bold or None,
        dim=attributes.dim or None,
        italic=attributes.italic or None,
        underline=attributes.underline in (1, 3, 4, 5) or None,
        underline2=attributes.underline == 2 or None,
        reverse=attributes.reverse or None,
        strike=attributes.strike or None,
        overline=attributes.overline or None,
    )
    legible = _ensure_legible(style.color, style.bgcolor or palette.background.bgcolor)
    return style, style if legible is style.color else style + Style(color=legible)


def _to_rich_colour(colour: Colour, palette: Palette) -> Color | None:
    if colour is None:
        return None
    if colour < 16:
        return palette.terminal[colour]
    return Color.from_ansi(colour) if colour < 256 else Color.from_rgb(*get_xterm_rgb(colour))


def _ensure_legible(ink: Color | None, ground: Color | None) -> Color | None:
    """The foreground, or black or white where it would be too close to the background."""
    letters, behind = _to_exact_colour(ink), _to_exact_colour(ground)
    if letters is None or behind is None or compute_contrast(letters, behind) >= MIN_CONTRAST:
        return ink
    return max((BLACK, WHITE), key=lambda extreme: compute_contrast(extreme, behind)).rich_color


def _to_exact_colour(colour: Color | None) -> TextualColor | None:
    """The exact colour; None where the terminal octui runs in decides it."""
    if colour is None or colour.type in (ColorType.DEFAULT, ColorType.STANDARD):
        return None
    return TextualColor(*colour.get_truecolor())
