"""The interrupt key, which takes two presses in a row: one that arms it, and one that interrupts.

Alt with a sign that is bound to nothing arrives as Esc and the sign: pressing it twice must not interrupt.
"""

from collections.abc import Callable
from typing import Final

from textual.timer import Timer

ARMED_SECONDS: Final = 5.0
"""How long the first press counts."""


class InterruptKey:
    """Whether the first press still counts; `on_change` is called whenever that may have changed."""

    def __init__(
        self,
        armed_seconds: float,
        set_timer: Callable[[float, Callable[[], None]], Timer],
        on_change: Callable[[], None],
    ) -> None:
        self._armed_seconds = armed_seconds
        self._set_timer = set_timer
        self._on_change = on_change
        self._timer: Timer | None = None

    @property
    def is_armed(self) -> bool:
        return self._timer is not None

    def press_key(self) -> bool:
        """Count a press; True for the one that interrupts."""
        if self.is_armed:
            self.reset_key()
            return True
        self._timer = self._set_timer(self._armed_seconds, self.reset_key)
        self._on_change()
        return False

    def reset_key(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._on_change()
