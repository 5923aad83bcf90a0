"""The time in which a card ignores keys: what is typed while it appears was meant for something else."""

from collections.abc import Callable
from typing import Final

HOLD_SECONDS: Final = 0.5
"""Seconds in which a card ignores keys after it appeared or got the focus."""

QUIET_SECONDS: Final = 0.35
"""Seconds without a key that must pass before the first one counts."""


class GracePeriod:
    """Decides whether a key counts; every key it rejects restarts the quiet time it waits for."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.block_until_display()

    @property
    def opens_at(self) -> float:
        """When it is over if no key is pressed; every restart changes that."""
        return self._opens_at

    @property
    def is_over(self) -> bool:
        return self._clock() >= self._opens_at

    @property
    def remaining_seconds(self) -> float:
        """Seconds until it is over if no key is pressed."""
        return max(0.0, self._opens_at - self._clock())

    @property
    def is_steady(self) -> bool:
        """Whether the card has not changed for long enough that a click was aimed at it."""
        return self._clock() >= self._appeared_at + HOLD_SECONDS

    def block_until_display(self) -> None:
        """Ignore all keys until `start_on_display`."""
        self._opens_at = self._appeared_at = float("inf")

    def start_on_display(self) -> None:
        """Start over: something new is on the screen."""
        self._appeared_at = self._clock()
        self.restart_period()

    def restart_period(self) -> None:
        """Start over: keys come here from now on."""
        if self._appeared_at < float("inf"):
            self._opens_at = self._clock() + HOLD_SECONDS

    def end_period(self, at: float) -> None:
        """Keys count from that time on."""
        self._opens_at = at

    def accept_key(self, pressed_at: float) -> bool:
        """Whether a key pressed at that time counts; if not, it restarts the quiet time."""
        if self.is_over and pressed_at >= self._opens_at:
            return True
        self.extend_silence()
        return False

    def extend_silence(self) -> None:
        """Wait for a quiet time again."""
        self._opens_at = max(self._opens_at, self._clock() + QUIET_SECONDS)
