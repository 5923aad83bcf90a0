"""The moment a card does not listen: what is typed while it appears was meant for something else."""

from collections.abc import Callable
from typing import Final

HOLD: Final = 0.5
"""Seconds a card is deaf after it appeared or took the focus."""

QUIET: Final = 0.35
"""Seconds without a key that must pass before the first one counts."""


class Grace:
    """Says whether a key may count; every key it turns away makes the silence it waits for begin again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.wait()

    @property
    def over(self) -> bool:
        return self._clock() >= self._opens_at

    @property
    def remaining(self) -> float:
        """Seconds until it is over if nothing is pressed."""
        return max(0.0, self._opens_at - self._clock())

    @property
    def settled(self) -> bool:
        """Whether what is shown stood still long enough for a click to be aimed at it."""
        return self._clock() >= self._appeared_at + HOLD

    def wait(self) -> None:
        """Nothing counts before `appear`."""
        self._opens_at = self._appeared_at = float("inf")

    def appear(self) -> None:
        """Begin: something new is on the screen."""
        self._appeared_at = self._clock()
        self.begin()

    def begin(self) -> None:
        """Begin: the keys come here from now on."""
        if self._appeared_at < float("inf"):
            self._opens_at = self._clock() + HOLD

    def admits(self) -> bool:
        """Whether the key pressed now counts."""
        if self.over:
            return True
        self.hold()
        return False

    def hold(self) -> None:
        """Wait for silence again."""
        self._opens_at = max(self._opens_at, self._clock() + QUIET)
