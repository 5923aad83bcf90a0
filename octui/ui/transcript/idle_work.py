"""Work that can wait, done a little at a time so that the event loop stays free."""

from collections.abc import Callable
from time import perf_counter
from typing import Final

from textual.timer import Timer
from textual.widget import Widget

SLICE: Final = 0.004
"""Seconds of work at a time."""
PAUSE: Final = 0.02
"""Seconds between two slices."""
BREATH: Final = 0.004
"""The same where the reader waits for what the work brings: long enough for a key to come first."""

Step = Callable[[Callable[[], bool]], bool]
"""Works while the function it is given says that there is time left, and returns whether more remains to be done."""


class IdleWork:
    """Repeats a step, with pauses, until it has nothing left to do."""

    def __init__(self, widget: Widget, step: Step, *, pause: float = PAUSE) -> None:
        self._widget = widget
        self._step = step
        self._pause = pause
        self._timer: Timer | None = None

    @property
    def is_scheduled(self) -> bool:
        return self._timer is not None

    def schedule_slice(self) -> None:
        """Continue soon, unless that is already scheduled."""
        if self._timer is None and self._widget.is_attached:
            self._timer = self._widget.set_timer(self._pause, self._run_slice)

    def _run_slice(self) -> None:
        self._timer = None
        until = perf_counter() + SLICE
        if self._step(lambda: perf_counter() < until):
            self.schedule_slice()
