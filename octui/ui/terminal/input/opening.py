"""What is typed while a terminal opens is meant for it: it waits, however long the server takes."""

from collections.abc import Callable
from typing import Final

from octui.ui.input.awaited_target import AwaitedTarget
from octui.ui.input.type_ahead import TypeAhead
from octui.ui.keymap import get_keymap

FOCUS_LOOKS: Final = 20
FOCUS_PAUSE: Final = 0.1
"""How often, and how many seconds apart, an opened terminal is looked at: if it has no focus then, something else is in
front. On a busy machine the looks take longer, as the terminal does."""


class TerminalOpening:
    def __init__(
        self, type_ahead: TypeAhead, run_later: Callable[[float, Callable[[], None]], None], tell: Callable[[str], None]
    ) -> None:
        self._run_later = run_later
        self._tell = tell
        self._target = AwaitedTarget("terminal", type_ahead, tell)
        self._shown = 0
        """The number of the opening whose terminal was put in view last."""

    def start_waiting(self) -> int:
        """Hold what is typed; returns the number of the opening."""
        keys = get_keymap().get_keys("terminal.escape") + get_keymap().get_keys("terminal.leave")
        return self._target.start_waiting(self._cancel, keys)

    def is_awaited(self, number: int) -> bool:
        return self._target.is_awaited(number)

    def await_focus(self, number: int) -> None:
        """The terminal is there, and gets the focus unless something else is in front."""
        self._shown = number
        self._look_again(number, FOCUS_LOOKS)

    def _look_again(self, number: int, looks: int) -> None:
        if not looks:
            self.drop_typed(number)
        elif self.is_awaited(number):
            self._run_later(FOCUS_PAUSE, lambda: self._look_again(number, looks - 1))

    def deliver_typed(self) -> None:
        """A terminal has the focus: the one that was opened, unless that is still to come."""
        if self.is_awaited(self._shown):
            self._target.deliver_typed()

    def drop_typed(self, number: int) -> None:
        """The terminal did not come, or not to the front."""
        self._target.drop_typed(number)

    def _cancel(self, number: int) -> None:
        self._tell("The terminal stays in the background.")
        self.drop_typed(number)
