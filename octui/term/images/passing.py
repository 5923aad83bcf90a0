"""Images that are passed on to a terminal around this one, which draws them in its own pixels.

In the cells stand kitty's Unicode placeholders, with the image's number as their colour: they scroll, are overwritten,
reflowed and cut like any text, and the image with them. Source:
https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders
"""

import random
from collections import OrderedDict
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.term.grid.placeholders import MAX_PLACES
from octui.term.grid.rows import Row
from octui.term.grid.styles import RGB, Attributes, Colour

MAX_KEPT_CHARACTERS: Final = 32 * 1024 * 1024
"""Of all images of one terminal, as they are sent; of older ones the cells remain, and are blank."""
_NUMBERS: Final = range(1 << 16, 1 << 24)
"""Colours of 24 bits name images. Other programs in the outer terminal name theirs too, so names are drawn by lot."""


@dataclass(frozen=True, slots=True)
class PassedImage:
    """An image as kitty's protocol sends it: `format_keys` say how the payload is to be read."""

    number: int
    columns: int
    rows: int
    format_keys: str
    payload: str
    """Base64."""


class PassedImages:
    """The images of one terminal, by their numbers."""

    def __init__(self) -> None:
        self._images: OrderedDict[int, PassedImage] = OrderedDict()
        self._characters = 0

    def __bool__(self) -> bool:
        return bool(self._images)

    def add_image(self, columns: int, rows: int, format_keys: str, payload: str) -> PassedImage | None:
        """Name an image and keep it; None for one that is too large to be passed on."""
        if len(payload) > MAX_KEPT_CHARACTERS or max(columns, rows) > MAX_PLACES:
            return None
        number = random.choice(_NUMBERS)
        while number in self._images:
            number = random.choice(_NUMBERS)
        image = self._images[number] = PassedImage(number, columns, rows, format_keys, payload)
        self._characters += len(payload)
        while self._characters > MAX_KEPT_CHARACTERS:
            _, oldest = self._images.popitem(last=False)
            self._characters -= len(oldest.payload)
        return image

    def find_image(self, colour: Colour) -> PassedImage | None:
        """The image that a cell of this colour belongs to."""
        return self._images.get(colour - RGB) if colour is not None and colour >= RGB else None


def make_image_attributes(number: int, ground: tuple[int, int, int]) -> Attributes:
    """What an image's cells look like; a colour behind them keeps that of the letters from being made readable."""
    red, green, blue = ground
    return Attributes(fg=RGB + number, bg=RGB + (red << 16 | green << 8 | blue))


def find_image_codes(row: Row, images: PassedImages | None) -> dict[str, PassedImage]:
    """The images with cells in a row, by the codes of their attributes."""
    if not images or row[0].isascii():
        return {}
    found = ((code, images.find_image(row[2].decode_attributes(code).fg)) for code in set(row[1]))
    return {code: image for code, image in found if image is not None}
