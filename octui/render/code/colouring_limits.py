"""How much code is coloured where a key waits for it; the rest is plain until its colours are ready."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from octui.render.code.coloured_code import MAX_AT_ONCE, Code
from octui.render.code.lexers import is_loaded

MAX_OF_BLOCK: Final = 100_000
"""Characters of one block that have colours: as much code is kept."""

_current: ContextVar[ColouringLimits | None] = ContextVar("colouring_limits", default=None)


class ColouringLimits:
    """In force inside of `apply_limits`."""

    def __init__(self) -> None:
        self._left = MAX_AT_ONCE
        self._left_of_block = MAX_OF_BLOCK
        self.missing: set[Code] = set()
        """Code that was drawn plain and is to be prepared."""

    @contextmanager
    def apply_limits(self) -> Iterator[None]:
        """While one block is drawn. Where this is not called, as in a thread or for a program, all code has colours."""
        self.missing = set()
        self._left_of_block = MAX_OF_BLOCK
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def restart_budget(self) -> None:
        """What is coloured from here on is for another key, or slice of idle time."""
        self._left = MAX_AT_ONCE

    def end_budget(self) -> None:
        """No more code is coloured for this key."""
        self._left = 0

    def accepts_code(self, code: Code) -> bool:
        """Whether the block may have this code in colours, now or later: whenever it is drawn, the same code of it."""
        self._left_of_block -= len(code.text)
        return self._left_of_block >= 0

    def can_colour(self, code: Code) -> bool:
        """Whether this code is coloured now; if not, it is `missing`."""
        if is_loaded(code.language) and len(code.text) <= self._left:
            self._left -= len(code.text)
            return True
        self.missing.add(code)
        return False


def get_colouring_limits() -> ColouringLimits | None:
    return _current.get()
