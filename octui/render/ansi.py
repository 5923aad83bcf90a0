"""What a program printed, as it would have looked: its colours and overwritten lines, and nothing else it asked for."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from octui.render.cells import untabbed
from octui.render.code import inert
from octui.render.lines import Line, folded, merged
from octui.render.palette import Palette
from octui.render.text_ends import Place

LONGEST_LINE: Final = 4_000
"""Characters of one line that are looked at; the rest is counted, not shown."""
LONGEST_BARE: Final = 200_000
"""Characters of a line that is copied up to which what it overwrote in itself is worked out."""
LOOK_BACK: Final = 4_096
"""Characters before a tail in which a colour may have been set that still holds."""

_SEQUENCE: Final = re.compile(
    r"\x1b\[[0-9:;<=>?]*+[ -/]*+[@-~]"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b\n]*+(?:\x07|\x1b\\|$)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*+[0-~]"  # everything else that begins with ESC
)
_REWRITES: Final = re.compile(r"[\r\b]|\x1b\[[0-9]*[GK]")
"""What goes back to something that was printed before."""
_SGR: Final = re.compile(r"\x1b\[([0-9:;]*)m")
_ATTRIBUTES: Final = {
    1: Style(bold=True),
    2: Style(dim=True),
    3: Style(italic=True),
    4: Style(underline=True),
    7: Style(reverse=True),
    9: Style(strike=True),
    21: Style(underline=True),
    22: Style(bold=False, dim=False),
    23: Style(italic=False),
    24: Style(underline=False),
    27: Style(reverse=False),
    29: Style(strike=False),
}

_Cells = list[tuple[str, Style]]


def ansi_lines(
    text: str, places: Sequence[Place], palette: Palette, width: int, base: Style, *, most: int | None = None
) -> list[list[Line]]:
    """The rows of each of these lines, which follow each other; of a long line at most `most` rows."""
    style = _style_before(text, places[0][0], base, palette) if places else base
    result: list[list[Line]] = []
    limit = LONGEST_LINE if most is None else min(LONGEST_LINE, 4 * most * max(1, width))
    for start, end in places:
        source, left_out = _looked_at(text, start, end, limit)
        row, style = _line(source, style, base, palette)
        rows = folded(row, max(1, width))
        if most is not None and len(rows) > most:
            left_out += sum(len(segment.text) for line in rows[most:] for segment in line)
            rows = rows[:most]
        if left_out:
            rows.append([Segment(f"… {left_out:,} more characters"[: max(1, width)], palette.muted)])
        result.append(rows)
    return result


def bare(text: str) -> str:
    """The output as plain text: what it overwrote is gone, and so is whatever was said to the terminal."""
    if "\x1b" not in text and "\r" not in text and "\b" not in text:
        return text
    text = text.replace("\r\n", "\n")
    if not _REWRITES.search(text):
        return _SEQUENCE.sub("", text)
    return "\n".join(_bare_line(line) for line in text.split("\n"))


def _bare_line(line: str) -> str:
    line = line.removesuffix("\r")
    if not _REWRITES.search(line):
        return _SEQUENCE.sub("", line)
    if len(line) > LONGEST_BARE:
        return _SEQUENCE.sub("", line[line.rfind("\r") + 1 :])
    style = Style.null()
    cells: _Cells = []
    place = 0
    for piece in _pieces(line):
        place = _put(cells, piece, style, place) if piece[:1] != "\x1b" else _erase(cells, piece, place, style)
    return "".join(char for char, _ in cells)


def _line(source: str, style: Style, base: Style, palette: Palette) -> tuple[Line, Style]:
    """One line as it stood in the end, and the style it leaves behind."""
    if "\x1b" not in source and "\r" not in source and "\b" not in source:
        return ([Segment(inert(untabbed(source)), style)] if source else []), style
    cells: _Cells = []
    place = 0
    for piece in _pieces(source):
        if piece[:1] != "\x1b":
            place = _put(cells, piece, style, place)
        elif code := _SGR.fullmatch(piece):
            style = _restyled(style, base, code.group(1), palette)
        else:
            place = _erase(cells, piece, place, base)
    row = merged(Segment(char, own) for char, own in cells)
    return _untabbed(row), style


def _looked_at(text: str, start: int, end: int, limit: int) -> tuple[str, int]:
    """The part of a line worth looking at, and how much that leaves out: of one that overwrites itself, its end."""
    if end > start and text[end - 1] == "\r":
        end -= 1
    if end - start <= limit:
        return text[start:end], 0
    again = text.find("\r", end - limit, end)
    if again >= 0:
        return text[again + 1 : end], 0
    return text[start : start + limit], end - start - limit


def _pieces(source: str) -> Iterable[str]:
    """Escape sequences, and the text between them."""
    position = 0
    for found in _SEQUENCE.finditer(source):
        if found.start() > position:
            yield source[position : found.start()]
        yield found.group()
        position = found.end()
    if position < len(source):
        yield source[position:].replace("\x1b", "")


def _put(cells: _Cells, text: str, style: Style, place: int) -> int:
    """Write from `place` on: a carriage return begins the line again, a backspace goes back a character."""
    if place == len(cells) and "\r" not in text and "\b" not in text:
        cells.extend((char, style) for char in text)
        return len(cells)
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


def _erase(cells: _Cells, sequence: str, place: int, base: Style) -> int:
    if sequence in ("\x1b[K", "\x1b[0K"):
        del cells[place:]
    elif sequence == "\x1b[2K":
        cells[:] = [(" ", base)] * place
    elif sequence == "\x1b[1K":
        cells[:place] = [(" ", base)] * min(place, len(cells))
    elif sequence in ("\x1b[G", "\x1b[1G"):
        return 0
    return place


def _untabbed(row: Line) -> Line:
    """The row with its tabs widened and its control characters made visible; tabs count from the row's beginning."""
    if not any("\t" in segment.text for segment in row):
        return [Segment(inert(segment.text), segment.style) for segment in row]
    result: Line = []
    before = ""
    for text, style, _ in row:
        shown = untabbed(before + text)
        result.append(Segment(inert(shown[len(before) :]), style))
        before = shown
    return result


def _style_before(text: str, start: int, base: Style, palette: Palette) -> Style:
    style = base
    for code in _SGR.finditer(text, max(0, start - LOOK_BACK), start):
        style = _restyled(style, base, code.group(1), palette)
    return style


@lru_cache(maxsize=512)
def _restyled(style: Style, base: Style, parameters: str, palette: Palette) -> Style:
    groups = parameters[:100].split(";")
    position = 0
    while position < len(groups):
        group, *rest = groups[position].split(":")
        code = _number(group)
        position += 1
        if code in (38, 48):
            if rest:
                colour, _ = _extended([_number(value) for value in rest], palette)
            else:
                colour, used = _extended([_number(value) for value in groups[position : position + 4]], palette)
                position += used
            if colour is not None:
                style += Style(color=colour) if code == 38 else Style(bgcolor=colour)
        elif code == 4 and rest:
            style += Style(underline=_number(rest[0]) != 0)
        elif code == 0:
            style = base
        elif code in _ATTRIBUTES:
            style += _ATTRIBUTES[code]
        elif 30 <= code <= 37 or 90 <= code <= 97:
            style += Style(color=palette.terminal[code - 30 if code < 90 else code - 82])
        elif 40 <= code <= 47 or 100 <= code <= 107:
            style += Style(bgcolor=palette.terminal[code - 40 if code < 100 else code - 92])
        elif code == 39:
            style = style.without_color + Style(color=base.color, bgcolor=style.bgcolor)
        elif code == 49:
            style = style.without_color + Style(color=style.color)
    return style


def _number(text: str) -> int:
    """A parameter as a number; what is none, or absurd, is one that means nothing."""
    if not text:
        return 0
    return int(text) if len(text) <= 3 else -1


def _extended(codes: Sequence[int], palette: Palette) -> tuple[Color | None, int]:
    """A colour of 256 or of 16 million, and how many parameters it took; None when it is cut off or out of range."""
    kind = codes[0] if codes else None
    if kind == 5 and len(codes) > 1:
        number = codes[1]
        if 0 <= number < 16:
            return palette.terminal[number], 2
        return (Color.from_ansi(number) if 0 <= number < 256 else None), 2
    if kind == 2 and len(codes) > 3:
        # The colon form has a field for the colour space before the colour.
        red, green, blue = codes[-3:]
        return (Color.from_rgb(red, green, blue) if all(0 <= part < 256 for part in (red, green, blue)) else None), 4
    return None, len(codes)
