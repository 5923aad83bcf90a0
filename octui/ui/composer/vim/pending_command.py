"""A vim command of several keys, while it is being typed."""

from dataclasses import field
from typing import Final

from octui.lazy_dataclasses import dataclass

_MAX_COUNT: Final = 9_999


@dataclass(slots=True)
class PendingCommand:
    """What was begun and waits for its rest: count, operator, count, motion, in the order in which vim reads them."""

    count: str = ""
    operator: str = ""
    operator_count: int = 1
    waiting: str = ""
    """A command that needs a character, `vim.first`, or which text object is meant."""
    keys: list[tuple[str, str]] = field(default_factory=list)
    """Each key as its command and its character: together they repeat a change."""

    @property
    def is_begun(self) -> bool:
        return bool(self.count or self.operator or self.waiting)

    def add_digit(self, character: str) -> bool:
        """Take a digit of the count; False for anything else, such as a zero that is a motion."""
        is_digit = character.isdecimal() and (character != "0" or bool(self.count))
        if is_digit:
            self.count = (self.count + character)[:4]
        return is_digit

    def take_count(self) -> int:
        """How many times to do it, by default once; counts before and after an operator multiply."""
        count = min(_MAX_COUNT, (int(self.count) if self.count else 1) * self.operator_count)
        self.count = ""
        return count
