"""A cache of results by text, within a bound on memory."""

from typing import Final

_ROOM: Final = 500_000
"""Total length of the texts in a cache, in code points."""
_ENTRY: Final = 30
"""What an entry takes besides its text, in code points."""


class TextCache(dict[str, str]):
    """Text -> what was made of it; emptied once its texts are too long in total, however many there are."""

    def __init__(self) -> None:
        super().__init__()
        self._room = _ROOM

    def remember_text(self, text: str, made: str) -> None:
        """Keep the result for the next time the text occurs."""
        self._room -= len(text) + _ENTRY
        if self._room < 0:
            self.clear()
            self._room = _ROOM
        self[text] = made
