"""A terminal's recent output, addressed as clients do: in UTF-16 code units since its start."""

MAX_UNITS = 2 * 1024 * 1024
"""Code units that are kept."""

FRAME_UNITS = 16 * 1024
"""The most code units returned by one read."""

BYTES_PER_UNIT = 2


class RingBuffer:
    """Text of which only the most recent part is kept."""

    def __init__(self, capacity: int = MAX_UNITS) -> None:
        self._capacity = capacity
        self._held = bytearray()
        self.end = 0
        """Code units written in total."""

    @property
    def start(self) -> int:
        """The first code unit that is still kept."""
        return self.end - len(self._held) // BYTES_PER_UNIT

    def append_output(self, text: str) -> None:
        raw = text.encode("utf-16-le", "replace")
        self.end += len(raw) // BYTES_PER_UNIT
        self._held += raw
        # Trimmed from time to time rather than on every write.
        if len(self._held) > (self._capacity + FRAME_UNITS) * BYTES_PER_UNIT:
            self._drop_oldest()

    def read_since(self, since: int) -> tuple[str, int]:
        """The text from this position and the position after it; output that is no longer kept is skipped."""
        start = max(since, self.end - self._capacity, 0)
        until = min(start + FRAME_UNITS, self.end)
        raw = self._slice_units(start, until)
        # Never split a surrogate pair: clients would show two replacement characters.
        if until < self.end and raw and raw[-1] & 0xFC == 0xD8:
            until -= 1
            raw = raw[:-BYTES_PER_UNIT]
        return raw.decode("utf-16-le", "replace"), until

    def _slice_units(self, start: int, until: int) -> bytes:
        begin = (start - self.start) * BYTES_PER_UNIT
        return bytes(self._held[begin : begin + (until - start) * BYTES_PER_UNIT])

    def _drop_oldest(self) -> None:
        del self._held[: len(self._held) - self._capacity * BYTES_PER_UNIT]
