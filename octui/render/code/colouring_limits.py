"""What colouring code may cost where a key waits for it: nothing is loaded, and what is slow ends plain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import thread_time
from typing import Final

from octui.render.code.lexers import is_loaded

MIN_SECONDS: Final = 0.025
SECONDS_OF_CHARACTER: Final = 12e-6
"""Twice what the slowest common language takes; some lexers take a thousand times as long for a line of brackets."""
MAX_SECONDS: Final = 0.1

_current: ContextVar[ColouringLimits | None] = ContextVar("colouring_limits", default=None)


class ColouringLimits:
    """In force inside of `apply_limits`; after slow code, all other is plain until `restart_time`."""

    def __init__(self, clock: Callable[[], float] = thread_time) -> None:
        self._clock = clock
        self.missing: set[str] = set()
        """Languages whose code was drawn plain because they are not loaded."""
        self._is_spent = False

    @contextmanager
    def apply_limits(self) -> Iterator[None]:
        """Where this is not called, as in a thread or for a program, all code has its colours."""
        self.missing = set()
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def restart_time(self) -> None:
        """What is coloured from here on is for another key, or slice of idle time."""
        self._is_spent = False

    def can_colour(self, language: str) -> bool:
        """Whether code in this language is coloured now."""
        if is_loaded(language):
            return not self._is_spent
        self.missing.add(language)
        return False

    def make_deadline(self, characters: int) -> float:
        """The time at which colouring so much code is given up."""
        return self._clock() + min(MAX_SECONDS, MIN_SECONDS + SECONDS_OF_CHARACTER * characters)

    def is_late(self, deadline: float) -> bool:
        """Whether it is to be given up now."""
        self._is_spent = self._is_spent or self._clock() > deadline
        return self._is_spent


def get_colouring_limits() -> ColouringLimits | None:
    return _current.get()
