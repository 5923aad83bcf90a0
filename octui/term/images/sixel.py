"""Decodes sixel graphics as they arrive: only the pixels that half blocks show are kept, unless all are wanted.

Source: DEC STD 070 and the VT340 programmer's manual. Aspect ratios other than 1:1 are drawn as 1:1, as terminals do.
"""

import colorsys
import re
from typing import Final

from octui.term.images.picture import (
    CELL_HEIGHT,
    CELL_WIDTH,
    MAX_COLUMNS,
    MAX_ROWS,
    Picture,
    Pixel,
    count_allowed_rows,
    count_cells,
    reduce_colour,
)
from octui.term.images.sixel_canvas import Rgb, SixelCanvas

INTRODUCER: Final = re.compile(r"[\d;]{0,32}q")
BAND: Final = 6
"""Pixels above each other in one sixel."""
_FIRST: Final = 2
"""The pixel of each stretch of 8, in either direction, that is shown."""
_STEP: Final = 8
_WIDEST: Final = MAX_COLUMNS * CELL_WIDTH
_TALLEST: Final = MAX_ROWS * CELL_HEIGHT
_PIECES: Final = re.compile(r'(#[\d;]*|"[\d;]*|[$-])')
_REPEAT: Final = re.compile(r"!(\d*)([?-~])")
_OTHER: Final = re.compile(r"[^?-~]+")
_UNFINISHED: Final = re.compile(r'[!#"][\d;]{0,64}$')
_MAX_COLOURS: Final = 1024
_VT340: Final = (
    *((0, 0, 0), (20, 20, 80), (80, 13, 13), (20, 80, 20), (80, 20, 80), (20, 80, 80), (80, 80, 20), (53, 53, 53)),
    *((26, 26, 26), (33, 33, 60), (60, 26, 26), (33, 60, 33), (60, 33, 60), (33, 60, 60), (60, 60, 33), (80, 80, 80)),
)
"""The colours of a VT340, in percent."""


class SixelDecoder:
    """`decode_piece` takes text split anywhere; memory depends on the size of the picture, never on the text's."""

    def __init__(self, *, keeps_pixels: bool = False) -> None:
        self._palette: dict[int, Rgb] = {number: _from_percent(*rgb) for number, rgb in enumerate(_VT340)}
        self._colour = self._palette[0]
        self._canvas = SixelCanvas() if keeps_pixels else None
        self._rows: dict[int, list[Pixel]] = {}
        self._held = ""
        self._x = 0
        self._band = 0
        self._width = 0
        self._height = 0

    def decode_piece(self, text: str) -> None:
        """Decode more of what stands between the introducer and the end."""
        text = self._held + text
        unfinished = _UNFINISHED.search(text)
        self._held = unfinished.group() if unfinished else ""
        for at, piece in enumerate(_PIECES.split(text[: len(text) - len(self._held)])):
            if at % 2:
                self._control(piece)
            elif piece:
                self._paint(piece)

    def build_picture(self) -> Picture | None:
        """What was decoded; None for an image without size."""
        self._held = ""
        if not self._width or not self._height:
            return None
        columns = count_cells(self._width, CELL_WIDTH, MAX_COLUMNS)
        rows = count_cells(self._height, CELL_HEIGHT, count_allowed_rows(columns))
        empty: list[Pixel] = []
        pixels = [self._rows.get(y, empty) for y in range(2 * rows)]
        return Picture(columns, rows, [(row + [None] * (columns - len(row)))[:columns] for row in pixels])

    def encode_png(self) -> bytes:
        """All of its pixels; nothing where they were not kept, or there are none."""
        if self._canvas is None or not self._width or not self._height:
            return b""
        return self._canvas.encode_png(self._width, self._height)

    def _control(self, piece: str) -> None:
        match piece[0]:
            case "$":
                self._x = 0
            case "-":
                self._x = 0
                self._band = min(self._band + 1, _TALLEST)
            case "#":
                self._choose_colour(_read_numbers(piece[1:]))
            case '"':
                numbers = _read_numbers(piece[1:])
                if len(numbers) >= 4:
                    self._width = max(self._width, min(numbers[2], _WIDEST))
                    self._height = max(self._height, min(numbers[3], _TALLEST))

    def _choose_colour(self, numbers: list[int]) -> None:
        number = numbers[0] % _MAX_COLOURS if numbers else 0
        if len(numbers) >= 5:
            first, second, third = (min(value, 360) for value in numbers[2:5])
            self._palette[number] = (
                _from_hls(first, second, third) if numbers[1] == 1 else _from_percent(first, second, third)
            )
        self._colour = self._palette.get(number, self._palette[0])

    def _paint(self, piece: str) -> None:
        top = BAND * self._band
        if top >= _TALLEST or self._x >= _WIDEST:
            return
        sixels = _OTHER.sub("", _REPEAT.sub(_repeat, piece))
        if not sixels:
            return
        start, self._x = self._x, self._x + len(sixels)
        self._width = min(max(self._width, self._x), _WIDEST)
        self._height = min(max(self._height, top + BAND), _TALLEST)
        if self._canvas is not None:
            self._canvas.encode_rows(top, self._width)
            self._canvas.paint_sixels(sixels[: _WIDEST - start], start, self._band, self._colour)
        # A band shows at most one row of the picture: 6 pixels of every 8.
        bit = (_FIRST - top) % _STEP
        if bit < BAND:
            row = self._rows.setdefault((top + bit) // _STEP, [])
            begin = (_FIRST - start) % _STEP
            self._paint_row(row, (start + begin) // _STEP, sixels[begin::_STEP], 1 << bit)

    def _paint_row(self, row: list[Pixel], column: int, sixels: str, mask: int) -> None:
        last = min(column + len(sixels), MAX_COLUMNS)
        if len(row) < last:
            row.extend([None] * (last - len(row)))
        colour, sixels = reduce_colour(*self._colour), sixels[: last - column]
        if sixels and sixels.count(sixels[0]) == len(sixels):
            if ord(sixels[0]) - 63 & mask:
                row[column:last] = [colour] * len(sixels)
            return
        for at, sixel in enumerate(sixels, column):
            if ord(sixel) - 63 & mask:
                row[at] = colour


def _repeat(found: re.Match[str]) -> str:
    digits, sixel = found.groups()
    return sixel * min(int(digits[:6] or 1) or 1, _WIDEST)


def _read_numbers(text: str) -> list[int]:
    return [int(part[:6]) if part else 0 for part in text.split(";")[:8]]


def _from_percent(red: int, green: int, blue: int) -> Rgb:
    red, green, blue = (min(value, 100) * 255 // 100 for value in (red, green, blue))
    return red, green, blue


def _from_hls(hue: int, lightness: int, saturation: int) -> Rgb:
    """DEC counts hues from blue."""
    rgb = colorsys.hls_to_rgb((hue + 240) % 360 / 360, min(lightness, 100) / 100, min(saturation, 100) / 100)
    red, green, blue = (round(value * 255) for value in rgb)
    return red, green, blue
