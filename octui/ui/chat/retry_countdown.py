"""The countdown to a provider's next attempt, which runs only while one is pending."""

from collections.abc import Callable
from time import monotonic, time
from typing import Final

from textual.timer import Timer

from octui.store import selectors
from octui.store.state import State

MAX_SECONDS: Final = 24 * 60 * 60
"""No provider asks for a longer wait: the clock of one of the two machines is wrong."""


class RetryCountdown:
    """Calls `show_seconds` once a second, and once with 0 after the end."""

    def __init__(
        self, start_timer: Callable[[float, Callable[[], None]], Timer], show_seconds: Callable[[int], None]
    ) -> None:
        self._start_timer = start_timer
        self._show_seconds = show_seconds
        self._timer: Timer | None = None
        self._next_attempt = 0.0
        """When the server tries again, by its clock."""
        self._due_at = 0.0
        """The same moment on the monotonic clock."""

    def update_countdown(self, state: State, session_id: str) -> None:
        """Start, continue or stop, as the status of the session says."""
        run = selectors.get_session_run(state, session_id)
        if run.is_retrying:
            if run.status.next != self._next_attempt:
                self._next_attempt = run.status.next
                self._due_at = monotonic() + run.status.next / 1000 - time()
            if self._timer is None:
                self._timer = self._start_timer(1, self._tick_second)
            self._tick_second()
        elif self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._show_seconds(0)

    def _tick_second(self) -> None:
        seconds = max(0, round(self._due_at - monotonic()))
        self._show_seconds(seconds if seconds <= MAX_SECONDS else 0)
