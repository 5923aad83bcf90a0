"""What a server sent and octui could not read, kept so that it can be counted and looked at."""

from typing import Final, NamedTuple

MAX_ITEMS: Final = 100
"""Items that are kept; older ones are only counted."""

MAX_BYTES: Final = 50_000
"""Bytes of an item's JSON that are kept."""


class UnreadableItem(NamedTuple):
    """`source` is the path that was asked for, or `event`; `json` is what came, cut off after MAX_BYTES."""

    source: str
    json: str


class UnreadableLog:
    """The unreadable items of one server. Reading the same list again does not count its items again."""

    def __init__(self) -> None:
        self.count = 0
        self._items: dict[UnreadableItem, None] = {}

    @property
    def items(self) -> tuple[UnreadableItem, ...]:
        """The latest ones, oldest first."""
        return tuple(self._items)

    def record_item(self, source: str, raw: bytes) -> None:
        text = raw[:MAX_BYTES].decode("utf-8", "replace")
        item = UnreadableItem(source, text if len(raw) <= MAX_BYTES else f"{text}…")
        if item in self._items:
            return
        self.count += 1
        self._items[item] = None
        if len(self._items) > MAX_ITEMS:
            del self._items[next(iter(self._items))]
