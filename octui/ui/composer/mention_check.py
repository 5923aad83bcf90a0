"""Mentions that were not completed here, in a restored text or a pasted one: the server says whether they are files."""

from collections.abc import Callable, Mapping
from typing import Final

from octui.ui.composer.mentions import MentionKind, find_unknown_names

MAX_CHECKED_MENTIONS: Final = 8
"""Mentions in one text that the server is asked about."""


class MentionCheck:
    """Asks about one name at a time through `ask`; the answers are given to `take_answer`."""

    def __init__(self, ask: Callable[[str], None]) -> None:
        self._ask = ask
        self._names: list[str] = []

    def start_check(self, text: str, known: Mapping[str, MentionKind]) -> None:
        self._names = list(find_unknown_names(text, known)[:MAX_CHECKED_MENTIONS])
        self._ask_next()

    def take_answer(self, query: str) -> None:
        """The server answered about a query, which may have been asked by completion."""
        if self._names and self._names[0] == query:
            del self._names[0]
            self._ask_next()

    def _ask_next(self) -> None:
        if self._names:
            self._ask(self._names[0])
