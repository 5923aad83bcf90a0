"""Paint scheduling: immediately after a pause in output, at a limited frame rate under a flood."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final

from octui.term.synchronized_update import MAX_HOLD

FRAME: Final = 1 / 50
"""Seconds between two paints while output continues."""
FLOOD_FRAME: Final = 1 / 20
"""The same while more lines come than are in view, of which none can be read."""
HURRIED_FRAME: Final = 1 / 60
"""The same just after a key was sent, whose echo is among the output that comes next."""
HURRY: Final = 0.1
"""Seconds for which the echo of a key is awaited."""
BACKGROUND_FRAME: Final = 1 / 15
"""The same while another widget has the focus, whose keys have priority."""


class PaintSchedule:
    """Calls `paint` immediately or later; close it when the widget is removed."""

    def __init__(self, paint: Callable[[], None]) -> None:
        self._paint = paint
        self.painted_at = 0.0
        self._usual_frame = FRAME
        self._scrolled = 0
        self._hurried_until = 0.0
        self._due: asyncio.TimerHandle | None = None
        self._release_due: asyncio.TimerHandle | None = None

    def request_paint(self, *, has_focus: bool) -> None:
        """Schedule a paint for new output."""
        if self._due is not None:
            return
        now = monotonic()
        frame = HURRIED_FRAME if now < self._hurried_until else self._usual_frame if has_focus else BACKGROUND_FRAME
        wait = self.painted_at + frame - now
        if wait <= 0:
            self._paint()
        else:
            self._due = asyncio.get_running_loop().call_later(wait, self._paint)

    def request_rest(self) -> None:
        """Paint what is left of a frame after a pause, in which keys are handled, however long it took so far."""
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(FRAME, self._paint)

    def note_key(self) -> None:
        """A key was sent: what follows is painted sooner."""
        self._hurried_until = monotonic() + HURRY
        if self._due is not None:
            self.cancel_pending()
            self.request_paint(has_focus=True)

    def cancel_pending(self) -> None:
        """Cancel the pending paint, as painting happens now."""
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def note_painted(self, scrolled: int, height: int) -> None:
        """A frame is painted of this many lines, after so many that have left the screen since the start."""
        self.painted_at = monotonic()
        self._usual_frame = FLOOD_FRAME if scrolled - self._scrolled >= height else FRAME
        self._scrolled = scrolled

    def request_release(self, release: Callable[[], None]) -> None:
        """Call this once a held frame has expired: a program may never end its synchronized update."""

        def release_frame() -> None:
            self._release_due = None
            release()

        if self._release_due is None:
            self._release_due = asyncio.get_running_loop().call_later(MAX_HOLD, release_frame)

    def close(self) -> None:
        for handle in (self._due, self._release_due):
            if handle is not None:
                handle.cancel()
