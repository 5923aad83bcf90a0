"""How much is drawn in one go, whatever it is: what comes after that is shown as plain text until its turn comes."""

from collections.abc import Callable
from typing import Final

DRAW_SECONDS: Final = 0.03
DRAW_CHARACTERS: Final = 1_000
"""At least so many are drawn however long it takes: the first use of a language loads what colours it."""


class DrawBudget:
    """What is left for the key, or the slice of idle time, that began with `restart_budget`."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.restart_budget()

    def restart_budget(self) -> None:
        self._began = self._clock()
        self._characters = 0

    def record_characters(self, characters: int) -> None:
        """So many characters are drawn now."""
        self._characters += characters

    @property
    def is_spent(self) -> bool:
        return self._characters >= DRAW_CHARACTERS and self._clock() - self._began > DRAW_SECONDS
