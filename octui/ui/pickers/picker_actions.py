"""Actions of a picker's keys other than selecting: their hints, their obstacles, and the press that confirms them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from octui.ui.key_hints import format_hint
from octui.ui.keymap import get_keymap
from octui.ui.pickers.rows import PickerRow


@dataclass(frozen=True, slots=True)
class PickerAction:
    """A command of the keymap that does something with the row under the cursor, beside selecting it.

    With `confirm`, the first press only shows that sentence on the row, and the second, at once after it, acts.
    `find_obstacle` says why it cannot be done with a row, which then shows that instead. The hints name it where it
    `is_offered`.
    """

    command_id: str
    label: str
    handler: Callable[[PickerRow], object]
    confirm: str = ""
    find_obstacle: Callable[[PickerRow], str] = lambda _: ""
    is_offered: Callable[[PickerRow], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class ListAction:
    """A command of the keymap that is about the whole list, also while it is empty."""

    command_id: str
    label: str
    handler: Callable[[], None]


class PickerActions:
    """The actions of one picker; `show_warning` shows a text on the row under the cursor, and `""` removes it."""

    def __init__(self, actions: Sequence[PickerAction | ListAction], show_warning: Callable[[str], None]) -> None:
        self._actions = tuple(actions)
        self._show_warning = show_warning
        self._armed: tuple[str, PickerRow] | None = None

    @property
    def is_armed(self) -> bool:
        """Whether an action waits for the press that confirms it."""
        return self._armed is not None

    def find_action(self, key: str) -> PickerAction | ListAction | None:
        keymap = get_keymap()
        return next((action for action in self._actions if key in keymap.get_keys(action.command_id)), None)

    def list_hints(self, row: PickerRow | None) -> list[str]:
        """The keys that do something now, and what."""
        return [
            format_hint(action.command_id, action.label)
            for action in self._actions
            if isinstance(action, ListAction) or (row is not None and action.is_offered(row))
        ]

    def run_action(self, action: PickerAction | ListAction, row: PickerRow | None) -> None:
        """Do it with the row under the cursor, or say on that row what it takes."""
        if isinstance(action, ListAction):
            self.cancel_confirmation()
            action.handler()
        elif row is None:
            return
        elif obstacle := action.find_obstacle(row):
            self._armed = None
            self._show_warning(obstacle)
        elif action.confirm and self._armed != (action.command_id, row):
            self._armed = (action.command_id, row)
            self._show_warning(action.confirm)
        else:
            self.cancel_confirmation()
            action.handler(row)

    def cancel_confirmation(self) -> None:
        """Have the next press ask for confirmation again."""
        if self._armed is not None:
            self._armed = None
            self._show_warning("")
