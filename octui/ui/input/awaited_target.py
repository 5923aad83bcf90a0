"""Holds what is typed for a widget that is still opening, so that it never reaches whatever has the focus."""

from collections.abc import Callable, Collection

from octui.ui.input.type_ahead import TypeAhead


class AwaitedTarget:
    """Waits for at most one opening of its kind, the newest."""

    def __init__(self, name: str, type_ahead: TypeAhead, tell: Callable[[str], None]) -> None:
        """`name` is what the message about dropped text calls it."""
        self._name = name
        self._type_ahead = type_ahead
        self._tell = tell
        self._number = 0
        self._is_awaited = False

    def start_waiting(self, cancel: Callable[[int], None], cancel_keys: Collection[str]) -> int:
        """Hold what is typed; returns the number of the opening, which `cancel` gets when such a key is pressed."""
        self._number += 1
        self._is_awaited = True
        number = self._number
        self._type_ahead.hold_until_released(lambda: cancel(number), cancel_keys)
        return number

    def is_awaited(self, number: int) -> bool:
        return self._is_awaited and self._number == number

    def deliver_typed(self) -> None:
        """Deliver what was typed: the target is in front, or has the focus."""
        if self._is_awaited:
            self._is_awaited = False
            self._type_ahead.release_input()

    def drop_typed(self, number: int) -> None:
        """Drop what was typed: the target did not come to the front, and the prompt must not get it."""
        if self.is_awaited(number):
            self._is_awaited = False
            if self._type_ahead.release_input(is_lost=True):
                self._tell(f"What was typed for the {self._name} was dropped.")
