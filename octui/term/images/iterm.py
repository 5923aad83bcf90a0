"""iTerm2's inline images: OSC 1337;File=…:base64."""

from binascii import Error, a2b_base64
from typing import Final

from octui.term.images.image_file import decode_image_file, read_image_size
from octui.term.images.picture import (
    CELL_HEIGHT,
    CELL_WIDTH,
    MAX_COLUMNS,
    MAX_ROWS,
    Picture,
    count_allowed_rows,
    count_cells,
    make_placeholder,
)

PREFIX: Final = "File="


def decode_inline_image(text: str, columns: int, lines: int) -> Picture | None:
    """The image of an OSC 1337 string, on a screen of this size; None for a download and for one without a size.

    A payload that was cut because it is too large is shown as a placeholder.
    """
    arguments, _, payload = text.removeprefix(PREFIX).partition(":")
    options = dict(part.split("=", 1) for part in arguments.split(";")[:32] if "=" in part)
    if options.get("inline") != "1":
        return None
    data = _decode_payload(payload)
    if data is None:
        return None
    pixels = read_image_size(data)
    wide = _read_cells(options.get("width", "auto"), columns, CELL_WIDTH)
    high = _read_cells(options.get("height", "auto"), lines, CELL_HEIGHT)
    if pixels is None and not (wide and high):
        return None
    width, height = pixels or (0, 0)
    if width and height and options.get("preserveAspectRatio", "1") != "0":
        wide, high = _keep_ratio(width, height, wide, high, columns)
    wide = min(wide or count_cells(width, CELL_WIDTH, columns), MAX_COLUMNS)
    high = min(high or count_cells(height, CELL_HEIGHT, MAX_ROWS), count_allowed_rows(wide))
    if pixels is None:
        return make_placeholder(wide, high)
    return decode_image_file(data, wide, high)


def extract_inline_data(text: str) -> bytes:
    """The file itself."""
    return _decode_payload(text.partition(":")[2]) or b""


def _decode_payload(payload: str) -> bytes | None:
    try:
        return a2b_base64(payload[: len(payload) // 4 * 4])
    except (Error, ValueError):
        return None


def _keep_ratio(width: int, height: int, wide: int, high: int, columns: int) -> tuple[int, int]:
    """Cells that keep the image's ratio and are no more than was asked for, nor than the screen is wide."""
    natural = width / CELL_WIDTH
    most = min(wide or (natural if not high else columns), columns)
    scale = most / natural
    if high:
        scale = min(scale, high * CELL_HEIGHT / height)
    return max(1, round(natural * scale)), max(1, round(height / CELL_HEIGHT * scale))


def _read_cells(value: str, whole: int, cell: int) -> int:
    """A size such as `40`, `300px` or `50%` in cells; 0 for `auto`."""
    number = value.rstrip("px%")
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return 0
    if value.endswith("px"):
        return max(1, -(-int(number) // cell))
    return max(1, int(number) * whole // 100) if value.endswith("%") else int(number)
