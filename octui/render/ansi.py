"""What a program printed, as it would have looked: its colours and overwritten lines, and nothing else it asked for."""

import re
from collections.abc import Sequence
from typing import Final

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from octui.render.cells import untabbed
from octui.render.lines import Line, folded, merged
from octui.render.palette import Palette
from octui.render.safe import visible

LONGEST_LINE: Final = 20_000
"""Characters of one line that are looked at; the rest is counted, not shown."""

_SEQUENCE: Final = re.compile(
    r"\x1b\[[0-9:;<=>?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-~]"  # everything else that begins with ESC
)
_SGR: Final = re.compile(r"\x1b\[([0-9:;]*)m")
_ATTRIBUTES: Final[dict[int, dict[str, bool]]] = {
    1: {"bold": True},
    2: {"dim": True},
    3: {"italic": True},
    4: {"underline": True},
    7: {"reverse": True},
    9: {"strike": True},
    22: {"bold": False, "dim": False},
    23: {"italic": False},
    24: {"underline": False},
    27: {"reverse": False},
    29: {"strike": False},
}


def ansi_lines(text: str, palette: Palette, width: int, *, tail: int | None = None) -> list[Line]:
    """The output folded to `width`; with `tail` only its last source lines, whatever came before unread but for it."""
    lines = text.split("\n")
    if tail is not None:
        lines = lines[-tail:]
    rows: list[Line] = []
    style = palette.text
    for source in lines:
        row, style = _line(source, style, palette)
        rows.extend(folded(row, max(1, width)))
    return rows


def _line(source: str, style: Style, palette: Palette) -> tuple[Line, Style]:
    """One line as it stood in the end: a carriage return begins it again, a backspace takes back a character."""
    cells: list[tuple[str, Style]] = []
    place = 0
    left_out = max(0, len(source) - LONGEST_LINE)
    source = source[:LONGEST_LINE]
    if "\x1b" not in source and "\r" not in source and "\b" not in source:
        row = [Segment(visible(untabbed(source)), style)] if source else []
        return _with_rest(row, left_out, palette), style
    position = 0
    for found in _SEQUENCE.finditer(source):
        place = _put(cells, source[position : found.start()], style, place)
        position = found.end()
        if code := _SGR.fullmatch(found.group()):
            style = _restyled(style, code.group(1), palette)
        elif found.group() in ("\x1b[K", "\x1b[0K"):
            del cells[place:]
        elif found.group() == "\x1b[2K":
            cells = [(" ", palette.text)] * place
    _put(cells, source[position:], style, place)
    row = merged(Segment(visible(untabbed(char)), own) for char, own in cells)
    return _with_rest(row, left_out, palette), style


def _put(cells: list[tuple[str, Style]], text: str, style: Style, place: int) -> int:
    for char in text:
        if char == "\r":
            place = 0
        elif char == "\b":
            place = max(0, place - 1)
        elif place < len(cells):
            cells[place] = (char, style)
            place += 1
        else:
            cells.append((char, style))
            place += 1
    return place


def _with_rest(row: Line, left_out: int, palette: Palette) -> Line:
    return [*row, Segment(f" … {left_out} more characters", palette.muted)] if left_out else row


def _restyled(style: Style, parameters: str, palette: Palette) -> Style:
    codes = [int(code) if code else 0 for code in re.split("[;:]", parameters)]
    position = 0
    while position < len(codes):
        code = codes[position]
        position += 1
        if code == 0:
            style = palette.text
        elif code in _ATTRIBUTES:
            style += Style(**_ATTRIBUTES[code])  # type: ignore[arg-type]  # rich types each attribute on its own
        elif code in (38, 48):
            colour, position = _extended(codes, position, palette)
            if colour is not None:
                style += Style(color=colour) if code == 38 else Style(bgcolor=colour)
        elif 30 <= code <= 37 or 90 <= code <= 97:
            style += Style(color=palette.terminal[code - 30 if code < 90 else code - 82])
        elif 40 <= code <= 47 or 100 <= code <= 107:
            style += Style(bgcolor=palette.terminal[code - 40 if code < 100 else code - 92])
        elif code == 39:
            style += Style(color=palette.text.color)
        elif code == 49:
            style = Style(color=style.color, bold=style.bold, italic=style.italic, underline=style.underline)
    return style


def _extended(codes: Sequence[int], position: int, palette: Palette) -> tuple[Color | None, int]:
    """A colour of 256 or of 16 million, and the place after it; None when it is cut off or out of range."""
    kind = codes[position] if position < len(codes) else None
    if kind == 5 and position + 1 < len(codes):
        number = codes[position + 1]
        if number < 16:
            return palette.terminal[number], position + 2
        return (Color.from_ansi(number) if number < 256 else None), position + 2
    if kind == 2 and position + 3 < len(codes):
        # The colon form has a field for the colour space before the colour.
        red, green, blue = codes[position + 1 : position + 4]
        if max(red, green, blue) < 256:
            return Color.from_rgb(red, green, blue), position + 4
    return None, len(codes)
