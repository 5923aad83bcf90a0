"""Leaving a terminal by pressing Esc twice, while programs still receive the Esc they need."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

TWICE_SECONDS: Final = 0.4


class Escape(Enum):
    """What to do with an Esc that was pressed."""

    SEND = "send"
    HOLD = "hold"
    """To be sent unless a second Esc follows within `TWICE_SECONDS`."""
    LEAVE = "leave"


@dataclass(slots=True)
class EscapeKey:
    """Full-screen programs get Esc immediately; a shell, which would join it with the next key, after the timeout."""

    clock: Callable[[], float]
    pressed_at: float | None = None
    held: bool = False

    def press_escape(self, *, full_screen: bool) -> Escape:
        """Handle a press of Esc."""
        if self.pressed_at is not None and self.clock() - self.pressed_at < TWICE_SECONDS:
            self.forget_escape()
            return Escape.LEAVE
        self.pressed_at = self.clock()
        self.held = not full_screen
        return Escape.HOLD if self.held else Escape.SEND

    def release_escape(self) -> bool:
        """Handle another key or the timeout; returns whether a held Esc must be sent first."""
        held, self.held = self.held, False
        self.pressed_at = None
        return held

    def forget_escape(self) -> None:
        """Discard a held Esc."""
        self.held = False
        self.pressed_at = None
