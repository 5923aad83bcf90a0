"""Images in the format of a file (PNG, JPEG, GIF), decoded where Pillow is installed; their size is read without it."""

from io import BytesIO
from typing import Final

from octui.term.images.picture import Picture, make_placeholder, reduce_colour

MAX_PIXELS: Final = 1_000_000
"""Pixels; decoding more would take longer than a key should wait."""
_OPAQUE: Final = 128
PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def read_image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, of PNG and GIF."""
    if data.startswith(PNG_SIGNATURE) and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    return None


def decode_image_file(data: bytes, columns: int, rows: int) -> Picture:
    """The image at this size in cells; a placeholder where it cannot be decoded."""
    try:
        from PIL import Image, UnidentifiedImageError  # optional, and only for those who look at pictures
    except ImportError:
        return make_placeholder(columns, rows, *read_image_size(data) or ())
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")) as image:
            if image.width * image.height > MAX_PIXELS:
                return make_placeholder(columns, rows, image.width, image.height)
            small = image.convert("RGBA").resize((columns, 2 * rows), Image.Resampling.BOX)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError):
        return make_placeholder(columns, rows, *read_image_size(data) or ())
    channels = small.tobytes()
    return Picture(
        columns,
        rows,
        [
            [
                reduce_colour(*channels[at : at + 3]) if channels[at + 3] >= _OPAQUE else None
                for at in range(4 * columns * y, 4 * columns * (y + 1), 4)
            ]
            for y in range(2 * rows)
        ],
    )
