"""Messages with very many parts: each is several items of the transcript, so that only those in view are built."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Final, NamedTuple

from octui.store.message_record import MessageRecord
from octui.store.state import State

PARTS_PER_ITEM: Final = 100
_MARK: Final = "#"
"""Sorts before everything that ids consist of, so that keys sort as what they stand for."""

_get_parts = attrgetter("parts")


class MessageSlice(NamedTuple):
    """Some parts of a message: those from `start` on, as many as an item has."""

    message_id: str
    start: int = 0

    @property
    def parts(self) -> slice:
        return slice(self.start, self.start + PARTS_PER_ITEM)


def list_slice_keys(state: State, message_ids: Iterable[str]) -> list[str]:
    """The items that these messages consist of; that of a short one, and the first of a long one, is called as it."""
    keys: list[str] = []
    for message_id in message_ids:
        keys.append(message_id)
        record = state.messages.get(message_id)
        if record is not None and len(record.parts) > PARTS_PER_ITEM:
            starts = range(PARTS_PER_ITEM, len(record.parts), PARTS_PER_ITEM)
            keys += (f"{message_id}{_MARK}{start:09}" for start in starts)
    return keys


def has_long_message(records: Iterable[MessageRecord]) -> bool:
    """Whether any of them is more than one item; no Python code for each."""
    return max(map(len, map(_get_parts, records)), default=0) > PARTS_PER_ITEM


def parse_slice_key(key: str) -> MessageSlice:
    """What an item shows."""
    message_id, mark, start = key.rpartition(_MARK)
    return MessageSlice(message_id, int(start)) if mark and start.isdecimal() else MessageSlice(key)
