"""The leader key: one key that waits a moment for a second."""

from collections.abc import Callable
from dataclasses import dataclass

from octui.ui.commands import LEADER_SECONDS, Command, find_leader_command


@dataclass(slots=True)
class LeaderKey:
    """Remembers that the leader key was pressed, for two seconds and not one key longer."""

    clock: Callable[[], float]
    pressed_at: float | None = None

    @property
    def is_armed(self) -> bool:
        return self.pressed_at is not None and self.clock() - self.pressed_at < LEADER_SECONDS

    def press_leader(self) -> None:
        self.pressed_at = self.clock()

    def release_leader(self) -> None:
        self.pressed_at = None

    def match_key(self, key: str) -> Command | None:
        """The command the key completes; either way the leader is spent."""
        self.release_leader()
        return find_leader_command(key) or (
            find_leader_command(key.removeprefix("ctrl+")) if key.startswith("ctrl+") else None
        )


def is_keyboard_captured(focused: object) -> bool:
    """Whether what has the focus is a terminal, whose programs have a use for the leader key themselves."""
    return getattr(focused, "takes_every_key", False) is True
