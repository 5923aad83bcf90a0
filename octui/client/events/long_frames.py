"""Takes frames of many megabytes out of an event stream before its lines are put together."""

import secrets
from io import BytesIO
from typing import Final

from octui.client.http.large_memory import keep_large_memory_apart

LONG: Final = 1 << 20
"""Bytes of a line that is taken out."""

_FIELD: Final = b"data:"


class LongFrames:
    """Passes the pieces of one stream on, each long line of data replaced by a name; `take_frame` has what it held.

    Framing copies a line four times, as text, on the event loop; here it is held once, as the bytes that arrived.
    """

    def __init__(self) -> None:
        self._token = secrets.token_hex(8)
        self._count = 0
        self._line = b""
        """The beginning of a line that has not ended."""
        self._long: BytesIO | None = None
        """What follows the field's name in the long line at hand."""
        self._frames: dict[str, bytes] = {}

    def filter_piece(self, piece: bytes) -> bytes:
        if self._long is not None:
            return self._read_long_line(self._long, piece)
        text, self._line = self._line + piece, b""
        end = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
        if len(text) - end <= LONG:
            self._line = text[end:]
        elif text.startswith(_FIELD, end):
            keep_large_memory_apart()
            self._long = BytesIO()
            self._long.write(text[end + len(_FIELD) :])
        else:
            return text
        return text[:end]

    def finish_stream(self) -> bytes:
        """What still waits when nothing follows; a long line without an end is not a frame."""
        rest, self._line = self._line, b""
        return rest

    def take_frame(self, data: str) -> str | bytes:
        """The data of a frame; bytes where it is one long line."""
        if data in self._frames:
            return self._frames.pop(data)
        for name in [name for name in self._frames if name in data]:
            data = data.replace(name, self._frames.pop(name).decode("utf-8", "replace"))
        return data

    def _read_long_line(self, line: BytesIO, piece: bytes) -> bytes:
        end = min(at if (at := piece.find(mark)) >= 0 else len(piece) for mark in (b"\n", b"\r"))
        line.write(piece[:end])
        if end == len(piece):
            return b""
        name = f"{self._token}.{self._count}"
        self._count += 1
        # What was written is the value itself; it begins with the space after the colon, as JSON may.
        self._frames[name], self._long = line.getvalue(), None
        return b"data: %b" % name.encode() + self.filter_piece(piece[end:])
