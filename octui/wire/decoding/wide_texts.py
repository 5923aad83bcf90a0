"""Texts kept as UTF-8 where Python takes several times as much for them.

One emoji makes it take four bytes for each character of a text, however long.
"""

import sys
from collections.abc import Iterable
from io import BytesIO
from typing import Final

SMALL: Final = 1 << 12
"""Bytes of a text that is not worth being encoded."""
_WASTE: Final = 2.5
"""How many times its UTF-8 a wide text takes."""


class WideText:
    """`str()` of it is the text, decoded each time."""

    __slots__ = ("encoded",)

    def __init__(self, encoded: bytes) -> None:
        self.encoded = encoded

    def __str__(self) -> str:
        return self.encoded.decode()

    def __repr__(self) -> str:
        return repr(str(self))

    def __len__(self) -> int:
        """Bytes, about as many as there are characters."""
        return len(self.encoded)

    def __contains__(self, text: str) -> bool:
        return text.encode() in self.encoded

    def __eq__(self, other: object) -> bool:
        if isinstance(other, WideText):
            return self.encoded == other.encoded
        return isinstance(other, str) and self.encoded == other.encode("utf-8", "surrogatepass")

    def __hash__(self) -> int:
        return hash(str(self))


AnyText = str | WideText


def is_wide(text: str) -> bool:
    """Whether the UTF-8 of a text takes much less memory than the text does."""
    size = sys.getsizeof(text)
    return not text.isascii() and size > _WASTE * SMALL and size > _WASTE * len(text.encode())


def encode_wide_text(text: str) -> AnyText:
    """The text itself where it is not wide."""
    return WideText(text.encode()) if is_wide(text) else text


def encode_pieces(pieces: Iterable[str]) -> WideText:
    """One text of these pieces, without ever having all of it as characters."""
    encoded = BytesIO()
    for piece in pieces:
        encoded.write(piece.encode())
    return WideText(encoded.getvalue())
