"""Coalesces reads of a busy stream: each wake-up for a read costs more than the read itself."""

import asyncio
from collections.abc import Callable
from typing import Final

PAUSE_SECONDS: Final = 0.01
"""Between two reads of a busy stream: shorter than a frame, so it is not visible."""

BUSY_SECONDS: Final = 0.05
"""Reads within this time of each other make a stream busy; isolated data is never delayed."""


class ReadCoalescer:
    """Paces the reading of one stream that hands out, piece by piece, what each read brought."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._read = True
        """Whether the piece at hand was waited for: pieces that a read left over come without a turn of the loop."""
        self._watching = False
        self._read_at = -BUSY_SECONDS

    async def pause_between_reads(self) -> None:
        """Await this after each piece, before requesting the next."""
        if self._read:
            if self._clock() - self._read_at < BUSY_SECONDS:
                await asyncio.sleep(PAUSE_SECONDS)
            self._read_at = self._clock()
            self._read = False
        if not self._watching:
            self._watching = True
            asyncio.get_running_loop().call_soon(self._note_loop_turn)

    def _note_loop_turn(self) -> None:
        self._watching = False
        self._read = True
