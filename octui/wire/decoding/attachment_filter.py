"""Leaves giant attachments out of JSON while it arrives, so that none of them is ever held whole."""

import re
from typing import Final

from octui.wire.decoding.inline_data import INLINE_DATA, MAX_KEPT_LENGTH, describe_dropped_data

_MAX_BEGINNING_LENGTH: Final = 300
_BEGINNING: Final = re.compile(
    rb'"(?:u(?:rl?)?|url"\s{0,4}(?::\s{0,4}(?:"(?:d(?:a(?:ta?)?)?|data:[\w.+/-]{0,200}(?:;[base64,]{0,7})?)?)?)?)?\Z'
)
"""What may become the header of an attachment with the next piece."""
_ENDS: Final = (b'"', b"\\", b"\n")
"""Base64 has none of these."""


class AttachmentFilter:
    """Passes the pieces of one stream on; a `data:` URL waits until it is known whether it is kept."""

    def __init__(self) -> None:
        self._beginning = b""
        self._is_inside = False
        """Whether an attachment has begun and not ended."""
        self._waiting: list[bytes] = []
        """The attachment at hand, unless it is left out."""
        self._size = 0

    def filter_piece(self, piece: bytes) -> bytes:
        kept: list[bytes] = []
        while piece:
            piece = self._read_attachment(piece, kept) if self._is_inside else self._find_attachment(piece, kept)
        return b"".join(kept)

    def finish_stream(self) -> bytes:
        """What still waits when nothing follows."""
        kept = [self._beginning]
        if self._is_inside:
            self._end_attachment(kept)
        self._beginning = b""
        return b"".join(kept)

    def _find_attachment(self, piece: bytes, kept: list[bytes]) -> bytes:
        """Keep what precedes the content of the next attachment; what is left begins with that."""
        text, self._beginning = self._beginning + piece, b""
        if found := INLINE_DATA.search(text):
            kept.append(text[: found.end(1)])
            self._is_inside, self._waiting, self._size = True, [text[found.end(1) : found.end()]], 0
            return text[found.end() :]
        begun = _BEGINNING.search(text, max(0, len(text) - _MAX_BEGINNING_LENGTH))
        end = begun.start() if begun else len(text)
        kept.append(text[:end])
        self._beginning = text[end:]
        return b""

    def _read_attachment(self, piece: bytes, kept: list[bytes]) -> bytes:
        """Take the content of the attachment at hand; what is left begins where it ends."""
        length = min(at if (at := piece.find(end)) >= 0 else len(piece) for end in _ENDS)
        self._size += length
        if self._size > MAX_KEPT_LENGTH:
            self._waiting = []
        else:
            self._waiting.append(piece[:length])
        if length < len(piece):
            self._end_attachment(kept)
        return piece[length:]

    def _end_attachment(self, kept: list[bytes]) -> None:
        kept += self._waiting or [describe_dropped_data(self._size)]
        self._is_inside, self._waiting = False, []
