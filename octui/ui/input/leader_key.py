"""The leader key, which waits briefly for a second key."""

from collections.abc import Callable

from octui.lazy_dataclasses import dataclass
from octui.ui.commands.command import Command
from octui.ui.commands.table import find_app_command
from octui.ui.keymap import LEADER_ID, LEADER_PREFIX, KeyContext, get_keymap
from octui.ui.keys.key_names import normalize_key


@dataclass(slots=True)
class LeaderKey:
    """Armed by the leader key, for a moment or until the next key."""

    clock: Callable[[], float]
    pressed_at: float | None = None

    @property
    def is_armed(self) -> bool:
        return self.is_armed_at(self.clock())

    def is_armed_at(self, time: float) -> bool:
        """Whether a key pressed at this time belongs to the leader, however late it is processed."""
        return self.pressed_at is not None and time - self.pressed_at < get_keymap().leader_seconds

    def press_leader(self) -> None:
        self.pressed_at = self.clock()

    def release_leader(self) -> None:
        self.pressed_at = None

    def match_key(self, key: str) -> tuple[Command | None, str]:
        """The command bound to the leader key plus this key, and the name of the two where widgets have it as a key.

        `ctrl` may still be held. Always disarms the leader.
        """
        self.release_leader()
        keymap = get_keymap()
        for second in (key, key.removeprefix("ctrl+")):
            command = find_app_command(keymap.find_leader_command_id(second))
            sequence = normalize_key(f"{LEADER_PREFIX}{second}")
            if command is not None or keymap.is_bound(sequence):
                return command, sequence if keymap.is_bound(sequence) else ""
        return None, ""


def is_leader(key: str) -> bool:
    """Whether a key is the leader key."""
    return get_keymap().find_command_id(KeyContext.APP, key) == LEADER_ID


def is_keyboard_captured(*focused: object) -> bool:
    """Whether one of these takes the leader key itself, as a terminal does that has the focus."""
    return any(getattr(widget, "takes_every_key", False) is True for widget in focused)
