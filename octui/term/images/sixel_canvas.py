"""All pixels of sixel graphics, as a PNG: for a terminal around this one that draws images, but in another format."""

import zlib
from typing import Final

from octui.term.images.image_file import PNG_SIGNATURE

Rgb = tuple[int, int, int]

_BAND: Final = 6
_MAX_COLOURS: Final = 255
"""Of an image with a palette, besides the transparent one."""
_MASKS: Final = tuple(
    bytes(0xFF if 63 <= code <= 126 and (code - 63) >> bit & 1 else 0 for code in range(256)) for bit in range(_BAND)
)
"""For each of the six pixels of a sixel: the table that makes a byte of each sixel, all ones where it is set."""


class SixelCanvas:
    """Rows of palette indexes; a stretch of sixels is painted at once, whatever its length.

    Rows are compressed while others arrive: those of a large image would take too long all at once.
    """

    def __init__(self) -> None:
        self._rows: dict[int, bytearray] = {}
        self._indexes: dict[Rgb, int] = {}
        self._packer = zlib.compressobj(1)
        self._packed: list[bytes] = []
        self._packed_rows = 0
        self._packed_width = 0

    def paint_sixels(self, sixels: str, column: int, band: int, colour: Rgb) -> None:
        """Paint with one colour, from a column of a band on."""
        codes, size = sixels.encode("ascii"), len(sixels)
        paint = bytes([self._find_index(colour)]) * size
        for bit, table in enumerate(_MASKS):
            mask = codes.translate(table)
            if not any(mask):
                continue
            row = self._rows.setdefault(_BAND * band + bit, bytearray())
            if len(row) < column + size:
                row.extend(bytes(column + size - len(row)))
            old, new = row[column : column + size], int.from_bytes(mask, "big")
            mixed = int.from_bytes(old, "big") & ~new | int.from_bytes(paint, "big") & new
            row[column : column + size] = mixed.to_bytes(size, "big")

    def encode_rows(self, end: int, width: int) -> None:
        """Compress the rows above `end`, which are complete, for an image of this width.

        One that turns out to be wider is compressed again as a whole, in `encode_png`.
        """
        if end <= self._packed_rows:
            return
        if not self._packed_rows:
            self._packed_width = width
        if width == self._packed_width:
            compress = self._packer.compress
            for y in range(self._packed_rows, end):
                self._packed.append(compress(b"\0" + bytes(self._rows.get(y, b"")[:width]).ljust(width, b"\0")))
            self._packed_rows = end

    def encode_png(self, width: int, height: int) -> bytes:
        """The image at this size; what was never painted is transparent."""
        palette = b"\0\0\0" + b"".join(map(bytes, self._indexes))
        if width != self._packed_width:
            self._packer, self._packed, self._packed_rows = zlib.compressobj(1), [], 0
        self.encode_rows(height, width)
        header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x03\0\0\0"
        chunks = (
            (b"IHDR", header),
            (b"PLTE", palette),
            (b"tRNS", b"\0"),
            (b"IDAT", b"".join(self._packed) + self._packer.copy().flush()),
            (b"IEND", b""),
        )
        return PNG_SIGNATURE + b"".join(_make_chunk(kind, body) for kind, body in chunks)

    def _find_index(self, colour: Rgb) -> int:
        index = self._indexes.get(colour)
        if index is None and len(self._indexes) < _MAX_COLOURS:
            index = self._indexes[colour] = len(self._indexes) + 1
        return self._find_nearest(colour) if index is None else index

    def _find_nearest(self, colour: Rgb) -> int:
        def measure_distance(known: Rgb) -> int:
            return sum((one - other) ** 2 for one, other in zip(known, colour, strict=True))

        return self._indexes[min(self._indexes, key=measure_distance)]


def _make_chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
