"""Long lists of texts, kept as they were sent: as objects of Python, short texts take six times the memory."""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, overload

import msgspec

from octui.wire.decoding.long_texts import attach_texts
from octui.wire.decoding.wide_texts import AnyText

BATCH: Final = 64
"""Texts that are decoded together."""

_TEXT: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_TEXTS: Final = msgspec.json.Decoder(list[str])


class RawTexts(Sequence[str]):
    """Texts that are decoded when they are looked at."""

    __slots__ = ("_json", "_starts", "_texts")

    def __init__(self, json: bytes, texts: Mapping[str, AnyText] = MappingProxyType({})) -> None:
        """`texts` are the long ones, which stand in the JSON by name.

        Raises `msgspec.ValidationError` where the JSON is anything else than a list of texts.
        """
        self._json = json
        self._texts = texts
        self._starts = array("I", (found.start() for found in _TEXT.finditer(json)))
        try:
            if json[: self._starts[0]].strip() != b"[" or not json.rstrip().endswith(b"]"):
                raise msgspec.ValidationError("Expected `array` of `str`")
            for first in range(0, len(self._starts), BATCH):
                self._decode_range(first, first + BATCH)
        except (IndexError, msgspec.DecodeError) as error:
            raise msgspec.ValidationError("Expected `array` of `str`") from error

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self._starts), BATCH):
            yield from self._decode_range(first, first + BATCH)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...

    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        places = range(len(self._starts))[place]
        if isinstance(places, int):
            return self._decode_range(places, places + 1)[0]
        if places.step == 1:
            return tuple(self._decode_range(places.start, places.stop)) if places else ()
        return tuple(self[each] for each in places)

    def __eq__(self, other: object) -> bool:
        """Whether they were sent in the same words."""
        return isinstance(other, RawTexts) and self._json == other._json and self._texts == other._texts

    def __hash__(self) -> int:
        return hash(self._json)

    @property
    def size(self) -> int:
        """Bytes of its JSON, about as many as there are characters to read."""
        return len(self._json) + sum(map(len, self._texts.values()))

    def _decode_range(self, first: int, last: int) -> list[str]:
        end = self._starts[last] if last < len(self._starts) else len(self._json)
        texts = self._json[self._starts[first] : end].rstrip(b"], \t\r\n")
        return attach_texts(_TEXTS.decode(b"[%b]" % texts), self._texts)
