"""Caches what was made of texts, within a bound on memory."""

from typing import Final

_ROOM: Final = 500_000
"""Total length of the texts in a cache, in code points."""
_ENTRY: Final = 30
"""What an entry takes besides its text, in code points."""


class TextCache(dict[str, str]):
    """Text -> what was made of it; emptied when its texts are too long together, as many short ones are welcome."""

    def __init__(self) -> None:
        super().__init__()
        self._room = _ROOM

    def remember_text(self, text: str, made: str) -> None:
        """Keep it for the next time the text is met."""
        self._room -= len(text) + _ENTRY
        if self._room < 0:
            self.clear()
            self._room = _ROOM
        self[text] = made
