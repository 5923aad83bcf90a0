"""Feeds output to an emulator in time slices, so that a flood does not block the event loop."""

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from time import perf_counter, thread_time
from typing import Final

from octui.term import Stream
from octui.ui.terminal.bulk_scroll import feed_plain_lines
from octui.ui.terminal.emulator import Emulator

SLICE: Final = 0.004
"""Seconds of feeding after which the event loop runs other tasks."""
REST: Final = 0.001
BUSY: Final = 0.0005
"""Seconds of work of other tasks in a pause after which it is prolonged, as their next step is then awaited."""
MAX_REST: Final = 0.016
PIECE: Final = 8192


class OutputFeeder:
    """The reader awaits `take`, so output that cannot be processed yet stays on the server (backpressure)."""

    def __init__(self, emulator: Emulator, fed: Callable[[], None]) -> None:
        self._emulator = emulator
        self._stream = Stream(emulator)
        self._fed = fed
        self._spent = 0.0

    async def take_output(self, text: str, past: bool) -> None:
        """Feed output; for `past` output no query is answered and no bell rings."""
        for at in range(0, len(text), PIECE):
            piece = text[at : at + PIECE]
            while piece:
                if self._spent > SLICE:
                    self._spent = 0.0
                    self._fed()
                    await _rest()
                begun = perf_counter()
                piece = self._feed(piece, past, begun + SLICE)
                self._spent += perf_counter() - begun
        self._fed()

    def abort_sequence(self) -> None:
        """Abandon incomplete sequences: output is missing from here on."""
        self._stream.feed("\x18")

    def _feed(self, piece: str, past: bool, end: float) -> str:
        """Feed until this time; returns what is left."""
        with self._emulator.reports.suppress_replies() if past else nullcontext():
            if feed_plain_lines(self._emulator, self._stream, piece):
                return ""
            return self._stream.feed_until(piece, end)


async def _rest() -> None:
    """Yield to other tasks until they are done: a key passes through a dozen of them before its effect is painted."""
    begun, worked = perf_counter(), thread_time()
    while True:
        await asyncio.sleep(REST)
        # How late it is would say little: on a busy machine other programs delay it too.
        before, worked = worked, thread_time()
        if worked - before < BUSY or perf_counter() - begun > MAX_REST:
            return
