"""The moment a card does not listen: what is typed while it appears was meant for something else."""

from collections.abc import Callable
from typing import Final

HOLD_SECONDS: Final = 0.5
"""Seconds a card is deaf after it appeared or took the focus."""

QUIET_SECONDS: Final = 0.35
"""Seconds without a key that must pass before the first one counts."""


class GracePeriod:
    """Says whether a key may count; every key it turns away makes the silence it waits for begin again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.block_until_display()

    @property
    def is_over(self) -> bool:
        return self._clock() >= self._opens_at

    @property
    def remaining_seconds(self) -> float:
        """Seconds until it is over if nothing is pressed."""
        return max(0.0, self._opens_at - self._clock())

    @property
    def is_steady(self) -> bool:
        """Whether what is shown stood still long enough for a click to be aimed at it."""
        return self._clock() >= self._appeared_at + HOLD_SECONDS

    def block_until_display(self) -> None:
        """Nothing counts before `appear`."""
        self._opens_at = self._appeared_at = float("inf")

    def start_on_display(self) -> None:
        """Begin: something new is on the screen."""
        self._appeared_at = self._clock()
        self.restart_period()

    def restart_period(self) -> None:
        """Begin: the keys come here from now on."""
        if self._appeared_at < float("inf"):
            self._opens_at = self._clock() + HOLD_SECONDS

    def accept_key(self) -> bool:
        """Whether the key pressed now counts."""
        if self.is_over:
            return True
        self.extend_silence()
        return False

    def extend_silence(self) -> None:
        """Wait for silence again."""
        self._opens_at = max(self._opens_at, self._clock() + QUIET_SECONDS)
