"""The leader key, which waits briefly for a second key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from octui.ui.commands.command import Command
from octui.ui.commands.table import find_app_command
from octui.ui.keymap import LEADER_ID, KeyContext, get_keymap

LEADER_SECONDS: Final = 2.0
"""Seconds to wait for the second key."""


@dataclass(slots=True)
class LeaderKey:
    """Armed by the leader key, for two seconds or until the next key."""

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
        """The command bound to the leader key plus this key; `ctrl` may still be held. Always disarms the leader."""
        self.release_leader()
        keymap = get_keymap()
        found = keymap.find_leader_command_id(key) or keymap.find_leader_command_id(key.removeprefix("ctrl+"))
        return find_app_command(found)


def is_leader(key: str) -> bool:
    """Whether a key is the leader key."""
    return get_keymap().find_command_id(KeyContext.APP, key) == LEADER_ID


def is_keyboard_captured(focused: object) -> bool:
    """Whether a terminal has the focus, whose programs may use the leader key themselves."""
    return getattr(focused, "takes_every_key", False) is True
