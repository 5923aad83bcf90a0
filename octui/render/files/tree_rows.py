"""How rows of the file browser and of a search look."""

from collections.abc import Mapping, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style

from octui.render.files.line_spans import Span, locate_spans, mark_spans
from octui.render.text.sanitize import clip_text, escape_unseen, measure_width, to_single_line
from octui.render.text.segments import Line, clip_segments, measure_line
from octui.render.theme.palette import Palette

CHANGED_BELOW: Final = "•"
"""The mark of a folder with changes in it."""
_MARK_STYLES: Final[Mapping[str, str]] = {"A": "success", "M": "warning", "D": "error", CHANGED_BELOW: "warning"}
_NARROWEST_NAME: Final = 12


def draw_tree_row(
    name: str, depth: int, width: int, palette: Palette, *, glyph: str = "", mark: str = "", is_muted: bool = False
) -> Line:
    """A file or, with its triangle as `glyph`, a folder; the mark says how it differs from the last commit."""
    tone = _get_mark_style(mark, palette)
    style = palette.muted if is_muted else palette.text + tone if tone is not None else palette.text
    indent = " " * min(2 * depth, max(0, width - _NARROWEST_NAME))
    room = width - len(indent) - 2 - (2 if mark else 0)
    shown = clip_text(to_single_line(name), max(1, room))
    is_folder = bool(glyph)
    row: Line = [
        Segment(indent),
        Segment(f"{glyph or ' '} ", palette.muted),
        Segment(shown, style + Style(bold=is_folder and not is_muted)),
    ]
    return _set_mark(row, mark, tone, width)


def draw_path_row(
    path: str, places: Sequence[int], width: int, palette: Palette, *, mark: str = "", is_muted: bool = False
) -> Line:
    """A path that matched, with its name brighter than its folder; what matched is underlined."""
    split = path.rstrip("/").rfind("/") + 1
    shown = to_single_line(path)
    tone = _get_mark_style(mark, palette)
    name_style = palette.muted if is_muted else palette.text + tone if tone is not None else palette.text
    row: Line = [Segment(shown[:split], palette.muted), Segment(shown[split:], name_style)]
    if len(shown) != len(path):
        row, places = [Segment(shown, palette.text)], ()
    row = mark_spans(row, [(at, at + 1) for at in places], palette.accent + Style(bold=True, underline=True))
    room = width - (2 if mark else 0)
    if measure_line(row) > room:
        row = _clip_start(row, room, palette)
    return _set_mark(row, mark, tone, width)


def draw_match_row(line: int, digits: int, text: str, spans: Sequence[Span], width: int, palette: Palette) -> Line:
    """A line that matched: its number, and its text from where the match is in view."""
    lead = f"  {line:>{digits}}  "
    text = text.rstrip("\r\n")
    blank = len(text) - len(text.lstrip())
    room = max(1, width - len(lead))
    start = blank
    if spans and (spans[0][1] - blank > 4 * room or measure_width(escape_unseen(text[blank : spans[0][1]])) > room):
        start = max(blank, spans[0][0] - room // 3)
    shown = text[start : start + 4 * room]
    inside = [(max(0, first - start), last - start) for first, last in spans if last > start]
    row = mark_spans(
        [Segment(escape_unseen(shown).replace("\t", " "), palette.text)],
        locate_spans(shown.replace("\t", " "), inside),
        palette.accent + Style(bold=True, underline=True),
    )
    if start > blank:
        row = [Segment("…", palette.faint), *row]
    return [Segment(lead, palette.diff_line_number), *clip_segments(row, room)]


def draw_symbol_row(name: str, kind: str, place: str, width: int, palette: Palette) -> Line:
    """A symbol, what kind it is, and where it is defined."""
    left: Line = [Segment(f"{kind:<10}", palette.muted), Segment(to_single_line(name), palette.text)]
    end = to_single_line(place)
    room = width - measure_line(left) - 2
    if room < 8:
        return left
    end = clip_text(end, room)
    return [*left, Segment(" " * (room - measure_width(end) + 2)), Segment(end, palette.muted)]


def _get_mark_style(mark: str, palette: Palette) -> Style | None:
    name = _MARK_STYLES.get(mark)
    style = getattr(palette, name) if name else None
    return style if isinstance(style, Style) else None


def _set_mark(row: Line, mark: str, tone: Style | None, width: int) -> Line:
    if not mark:
        return row
    gap = max(1, width - measure_line(row) - 1)
    return [*row, Segment(" " * gap), Segment(mark, (tone or Style()) + Style(bold=True))]


def _clip_start(row: Line, width: int, palette: Palette) -> Line:
    """The end of a row: of a path it says more than the beginning."""
    excess = measure_line(row) - width + 1
    kept: Line = []
    for text, style, _ in row:
        start = 0
        while start < len(text) and excess > 0:
            excess -= measure_width(text[start])
            start += 1
        if start < len(text):
            kept.append(Segment(text[start:], style))
    return [Segment("…", palette.faint), *kept]
