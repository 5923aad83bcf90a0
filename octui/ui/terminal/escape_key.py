"""The one way out of a terminal: Esc twice, without taking from programs the Esc they need."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

TWICE_SECONDS: Final = 0.4


class Escape(Enum):
    """What becomes of an Esc that was pressed."""

    SEND = "send"
    HOLD = "hold"
    """To be sent unless another one follows in time, which is what `TWICE_SECONDS` says."""
    LEAVE = "leave"


@dataclass(slots=True)
class EscapeKey:
    """Full-screen programs get an Esc at once; a shell, which would join it with the next key, once it stayed alone."""

    clock: Callable[[], float]
    pressed_at: float | None = None
    held: bool = False

    def press_escape(self, *, full_screen: bool) -> Escape:
        """Esc was pressed."""
        if self.pressed_at is not None and self.clock() - self.pressed_at < TWICE_SECONDS:
            self.forget_escape()
            return Escape.LEAVE
        self.pressed_at = self.clock()
        self.held = not full_screen
        return Escape.HOLD if self.held else Escape.SEND

    def release_escape(self) -> bool:
        """Another key was pressed, or time is up; says whether a held Esc is to be sent now, before anything else."""
        held, self.held = self.held, False
        self.pressed_at = None
        return held

    def forget_escape(self) -> None:
        """What is held is not sent any more."""
        self.held = False
        self.pressed_at = None
