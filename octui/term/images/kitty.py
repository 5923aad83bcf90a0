"""Kitty's graphics protocol: images sent within the output itself, drawn with half blocks or passed on.

Where they are drawn with half blocks, queries stay unanswered, so that programs which ask first draw with text instead,
which most of them do better. Images in files and shared memory are on the program's machine, not on this one.
"""

import zlib
from binascii import Error, a2b_base64, b2a_base64
from collections.abc import Callable
from typing import Final, NamedTuple

from octui.term.images.image_file import decode_image_file, read_image_size
from octui.term.images.passing import PassedImages
from octui.term.images.picture import (
    CELL_HEIGHT,
    CELL_WIDTH,
    MAX_COLUMNS,
    MAX_ROWS,
    Picture,
    Pixel,
    build_sampled_picture,
    count_allowed_rows,
    count_cells,
    make_placeholder,
    reduce_colour,
)

MAX_PAYLOAD: Final = 8 * 1024 * 1024
"""Characters of one image, of all its pieces; a larger one is shown as a placeholder."""
MAX_RAW: Final = 16 * 1024 * 1024
_MAX_KEPT: Final = 8
"""Images that were sent to be shown later, the oldest of which are forgotten."""
_PNG, _RGB, _RGBA = 100, 24, 32
_OPAQUE: Final = 128


class Placement(NamedTuple):
    """A picture to draw; the cursor stays where it is unless `moves_cursor`."""

    picture: Picture
    moves_cursor: bool


class Removal(NamedTuple):
    """Images to take away: those with these numbers, or all of them."""

    numbers: frozenset[int] | None


class KittyImages:
    """Collects the pieces of images and keeps those that are shown later; `passed` takes those that are passed on."""

    def __init__(self, passed: PassedImages | None = None, reply: Callable[[str], None] = lambda _: None) -> None:
        self._passed = passed
        self._reply = reply
        self._numbers: dict[str, set[int]] = {}
        """The numbers under which the program's images were passed on."""
        self._keys: dict[str, str] = {}
        """The keys of the first piece, while more pieces follow."""
        self._pieces: list[str] = []
        self._size = 0
        self._most_columns = MAX_COLUMNS
        self._kept: dict[str, tuple[dict[str, str], str]] = {}

    def take_command(self, text: str, screen_columns: int) -> Placement | Removal | None:
        """Handle a command, without introducer and terminator; returns what it changes on a screen of that width."""
        control, _, payload = text.partition(";")
        keys = dict(part.split("=", 1) for part in control.split(",")[:64] if "=" in part)
        if self._keys:
            keys = self._keys | {"m": keys.get("m", "0")}
        self._size += len(payload)
        if self._size <= MAX_PAYLOAD:
            self._pieces.append(payload)
        if keys.get("m") == "1":
            self._keys = keys
            return None
        payload = "".join(self._pieces) if self._size <= MAX_PAYLOAD else ""
        self._keys, self._pieces, self._size = {}, [], 0
        self._most_columns = min(screen_columns, MAX_COLUMNS)
        return self._perform(keys, payload)

    def _perform(self, keys: dict[str, str], payload: str) -> Placement | Removal | None:
        action, name = keys.get("a", "t"), keys.get("i") or keys.get("I") or ""
        is_supported = keys.get("t", "d") == "d" and "U" not in keys
        if self._passed is not None and action in ("q", "t", "T"):
            self._answer(keys, "OK" if is_supported else "ENOTSUP:only images within the output")
        if not is_supported:
            return None
        match action:
            case "T" | "t":
                if name:
                    self._kept[name] = (keys, payload)
                    if len(self._kept) > _MAX_KEPT:
                        del self._kept[next(iter(self._kept))]
                return self._decode_image(keys, keys, payload) if action == "T" else None
            case "p" if name in self._kept:
                sent, payload = self._kept[name]
                return self._decode_image(sent, keys, payload)
            case "d" if self._passed is not None:
                return self._remove_images(keys)
            case "d":
                self._kept.clear()
        return None

    def _answer(self, keys: dict[str, str], answer: str) -> None:
        """Tell the program how its command went, unless it wants to hear nothing, or only of failures."""
        number, quiet = _read_number(keys, "i"), keys.get("q", "0")
        if number and (quiet == "0" or (quiet == "1" and answer != "OK")):
            self._reply(f"\x1b_Gi={number};{answer}\x1b\\")

    def _remove_images(self, keys: dict[str, str]) -> Removal:
        how, name = keys.get("d", "a"), keys.get("i") or keys.get("I") or ""
        if how in "iInN":
            if how in "IN":
                self._kept.pop(name, None)
            return Removal(frozenset(self._numbers.pop(name, set())))
        if how.isupper():
            self._kept.clear()
        self._numbers.clear()
        return Removal(None)

    def _pass_on(self, data: bytes, carried: bytes, sent: dict[str, str], columns: int, rows: int) -> Picture | None:
        """The image for the terminal around this one, with nothing in it that the program chose but its pixels."""
        if self._passed is None or not data:
            return None
        kind = _read_number(sent, "f") or _RGBA
        keys = f"f={kind},o=z" if data is not carried else f"f={kind}"
        if kind in (_RGB, _RGBA):
            width, height = _read_number(sent, "s"), _read_number(sent, "v")
            if len(data) != width * height * (3 if kind == _RGB else 4):
                return None
            keys = f"{keys},s={width},v={height}"
        elif kind != _PNG or read_image_size(data) is None:
            return None
        image = self._passed.add_image(columns, rows, keys, b2a_base64(carried, newline=False).decode("ascii"))
        if image is None:
            return None
        self._numbers.setdefault(sent.get("i") or sent.get("I") or "", set()).add(image.number)
        return Picture(columns, rows, number=image.number)

    def _decode_image(self, sent: dict[str, str], placed: dict[str, str], payload: str) -> Placement | None:
        try:
            carried = a2b_base64(payload)
        except (Error, ValueError):
            carried = b""
        data = _inflate(carried) if sent.get("o") == "z" else carried
        kind = _read_number(sent, "f") or _RGBA
        size = read_image_size(data) if kind == _PNG else (_read_number(sent, "s"), _read_number(sent, "v"))
        width, height = size or (0, 0)
        columns, rows = _read_number(placed, "c"), _read_number(placed, "r")
        if not (width and height) and not (columns and rows):
            return None
        columns = min(columns or count_cells(width, CELL_WIDTH, self._most_columns), self._most_columns)
        rows = min(rows or count_cells(height, CELL_HEIGHT, MAX_ROWS), count_allowed_rows(columns))
        moves_cursor = placed.get("C") != "1"
        if (passed := self._pass_on(data, carried, sent, columns, rows)) is not None:
            return Placement(passed, moves_cursor)
        if kind == _PNG and data:
            return Placement(decode_image_file(data, columns, rows), moves_cursor)
        return Placement(_sample_raw(data, width, height, columns, rows, kind == _RGB), moves_cursor)


def _sample_raw(data: bytes, width: int, height: int, columns: int, rows: int, is_opaque: bool) -> Picture:
    step = 3 if is_opaque else 4

    def read_pixel(x: int, y: int) -> Pixel:
        at = step * (y * width + x)
        return None if not is_opaque and data[at + 3] < _OPAQUE else reduce_colour(*data[at : at + 3])

    if len(data) < step * width * height or not data:
        return make_placeholder(columns, rows, width, height)
    return build_sampled_picture(width, height, columns, rows, read_pixel)


def _inflate(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, MAX_RAW)
    except zlib.error:
        return b""


def _read_number(keys: dict[str, str], name: str) -> int:
    value = keys.get(name, "")
    return min(int(value), 100_000) if value.isascii() and value.isdigit() and len(value) < 10 else 0
