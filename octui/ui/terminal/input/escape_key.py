"""The keys that leave a terminal, which programs still receive when they need them."""

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
    """Full-screen programs get every Esc at once, as pressing it twice is a habit in them; a shell gets it later.

    A shell would join it with the next key.
    """

    clock: Callable[[], float]
    pressed_at: float | None = None
    held: bool = False

    def press_escape(self, *, full_screen: bool) -> Escape:
        """Handle a press of Esc."""
        if full_screen:
            self.forget_escape()
            return Escape.SEND
        if self.pressed_at is not None and self.clock() - self.pressed_at < TWICE_SECONDS:
            self.forget_escape()
            return Escape.LEAVE
        self.pressed_at = self.clock()
        self.held = True
        return Escape.HOLD

    def release_escape(self) -> bool:
        """Handle another key or the timeout; returns whether a held Esc must be sent first."""
        held, self.held = self.held, False
        self.pressed_at = None
        return held

    def forget_escape(self) -> None:
        """Discard a held Esc."""
        self.held = False
        self.pressed_at = None


@dataclass(slots=True)
class LeaveKey:
    """The key that leaves a terminal at once; pressed again right after that, it is meant for the program.

    Times are those at which the keys were read, which does not depend on how long leaving takes.
    """

    key: str = ""
    pressed_at: float = 0.0

    def record_press(self, key: str, at: float) -> None:
        self.key, self.pressed_at = key, at

    def is_second_press(self, key: str, at: float) -> bool:
        """Whether this press is the second one; a third would be a first one again."""
        is_second = key == self.key and at - self.pressed_at < TWICE_SECONDS
        self.key = ""
        return is_second
