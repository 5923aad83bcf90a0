"""A binary file as rows of hexadecimal numbers, with the characters they stand for beside them."""

from typing import Final

DUMPED: Final = 64 * 1024
"""Bytes that are shown of a binary file."""
_COLUMNS: Final = 16


def format_hex_dump(raw: bytes) -> list[str]:
    """One line for sixteen bytes: offset, numbers, and characters where they are plain ASCII."""
    lines = []
    for start in range(0, min(len(raw), DUMPED), _COLUMNS):
        piece = raw[start : start + _COLUMNS]
        numbers = f"{piece[:8].hex(' '):<23}  {piece[8:].hex(' '):<23}"
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in piece)
        lines.append(f"{start:06x}  {numbers}  {shown}")
    return lines


def format_size(count: int) -> str:
    """A number of bytes as people read it: `812 bytes`, `12.3 KB`, `4.0 MB`."""
    if count < 1000:
        return f"{count} bytes" if count != 1 else "1 byte"
    size, units = count / 1000, ["KB", "MB", "GB"]
    while size >= 999.95 and len(units) > 1:
        size /= 1000
        units.pop(0)
    return f"{size:.1f} {units[0]}"
