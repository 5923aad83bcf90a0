"""Output on its way into an emulator: a slice at a time, so that a flood leaves the loop to everything else."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from time import perf_counter
from typing import Final

from octui.term import Stream
from octui.ui.terminal.bulk_scroll import feed_plain_lines
from octui.ui.terminal.emulator import Emulator

SLICE: Final = 0.004
"""Seconds of feeding after which others get their turn."""
REST: Final = 0.001
LATE: Final = 0.0015
"""Seconds by which a rest lasts longer when others had something to do, whose next step follows."""
LONGEST_REST: Final = 0.016
PIECE: Final = 8192


class OutputFeeder:
    """Whoever reads waits for `take`, so that what the emulator cannot swallow yet stays on the other side."""

    def __init__(self, emulator: Emulator, fed: Callable[[], None]) -> None:
        self._emulator = emulator
        self._stream = Stream(emulator)
        self._fed = fed
        self._spent = 0.0

    async def take_output(self, text: str, past: bool) -> None:
        """Feed output; of what is `past` nothing is answered, and nothing rings."""
        for at in range(0, len(text), PIECE):
            if self._spent > SLICE:
                self._spent = 0.0
                self._fed()
                await _rest()
            begun = perf_counter()
            self._feed(text[at : at + PIECE], past)
            self._spent += perf_counter() - begun
        self._fed()

    def abort_sequence(self) -> None:
        """Output is missing from here on: what had begun will not end."""
        self._stream.feed("\x18")

    def _feed(self, piece: str, past: bool) -> None:
        with self._emulator.reports.suppress_replies() if past else nullcontext():
            if not feed_plain_lines(self._emulator, self._stream, piece):
                self._stream.feed(piece)


async def _rest() -> None:
    """Let everyone else finish: a key goes through a dozen hands before it is painted."""
    begun = perf_counter()
    while True:
        due = perf_counter() + REST
        await asyncio.sleep(REST)
        now = perf_counter()
        if now - due < LATE or now - begun > LONGEST_REST:
            return
