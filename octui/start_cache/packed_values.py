"""Many values in one piece of bytes, each of which is unpacked only when it is looked for.

First comes the length of the index, in four bytes, then the index, by which a key leads to the place of its value, then
the values; all of it as `marshal` writes it, which can hold code.
"""

import marshal
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Generic, TypeVar

Key = TypeVar("Key")

_UNREADABLE: Final = (EOFError, TypeError, ValueError)
_LENGTH_BYTES: Final = 4


class PackedValues(Generic[Key]):
    def __init__(self, packed: memoryview) -> None:
        index_end = _LENGTH_BYTES + int.from_bytes(packed[:_LENGTH_BYTES], "big")
        index: Any = None
        with suppress(*_UNREADABLE):
            index = marshal.loads(packed[_LENGTH_BYTES:index_end])
        self._places: dict[Key, tuple[int, int]] = index if isinstance(index, dict) else {}
        self._packed = packed[index_end:]

    def __contains__(self, key: Key) -> bool:
        return key in self._places

    def find_value(self, key: Key) -> Any:
        """The value of a key; None for an unknown one, or a damaged value."""
        with suppress(*_UNREADABLE):
            return marshal.loads(self.get_packed(key)) if key in self._places else None
        return None

    def get_packed(self, key: Key) -> memoryview:
        """A value as it was packed; raises KeyError for an unknown key."""
        start, end = self._places[key]
        return self._packed[start:end]

    def list_keys(self) -> list[Key]:
        return [*self._places]

    def remove_value(self, key: Key) -> None:
        self._places.pop(key, None)


def encode_values(values: Mapping[Key, bytes | memoryview]) -> bytes:
    """Values that are packed already, as one piece of bytes."""
    places, end = {}, 0
    for key, packed in values.items():
        places[key] = (end, end + len(packed))
        end += len(packed)
    index = marshal.dumps(places)
    return b"".join([len(index).to_bytes(_LENGTH_BYTES, "big"), index, *values.values()])
