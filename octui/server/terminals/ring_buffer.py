"""What a terminal has printed lately, addressed as clients do: by UTF-16 code units since its start."""

MAX_UNITS = 2 * 1024 * 1024
"""Code units that are kept."""

FRAME_UNITS = 16 * 1024
"""Code units handed out at once."""

BYTES_PER_UNIT = 2
"""Bytes."""


class RingBuffer:
    """Text that forgets its beginning."""

    def __init__(self, capacity: int = MAX_UNITS) -> None:
        self._capacity = capacity
        self._held = bytearray()
        self.end = 0
        """Code units ever written."""

    @property
    def start(self) -> int:
        """The first code unit that is still there."""
        return self.end - len(self._held) // BYTES_PER_UNIT

    def append_output(self, text: str) -> None:
        raw = text.encode("utf-16-le", "replace")
        self.end += len(raw) // BYTES_PER_UNIT
        self._held += raw
        # Shortened now and then rather than with every word.
        if len(self._held) > (self._capacity + FRAME_UNITS) * BYTES_PER_UNIT:
            self._drop_oldest()

    def read_since(self, since: int) -> tuple[str, int]:
        """The next text after this many code units, and the count after it; what is forgotten is passed over."""
        start = max(since, self.end - self._capacity, 0)
        until = min(start + FRAME_UNITS, self.end)
        raw = self._slice_units(start, until)
        # A character of two units is not cut in half: clients would see two strange ones instead.
        if until < self.end and raw and raw[-1] & 0xFC == 0xD8:
            until -= 1
            raw = raw[:-BYTES_PER_UNIT]
        return raw.decode("utf-16-le", "replace"), until

    def _slice_units(self, start: int, until: int) -> bytes:
        begin = (start - self.start) * BYTES_PER_UNIT
        return bytes(self._held[begin : begin + (until - start) * BYTES_PER_UNIT])

    def _drop_oldest(self) -> None:
        del self._held[: len(self._held) - self._capacity * BYTES_PER_UNIT]
