"""Large JSON of no fixed schema, kept as it was sent and decoded where it is looked at.

In Python's dicts and lists, many small values take 10 to 30 times the memory of their JSON. What is looked at of them
is mostly one field, or the first few elements of a list.
"""

from abc import abstractmethod
from collections.abc import ItemsView, Iterator, Mapping, Sequence, ValuesView
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, TypeVar, overload

import msgspec

from octui.wire.decoding.damaged_json import repair_json
from octui.wire.decoding.element_groups import drain_list
from octui.wire.decoding.long_texts import attach_texts, detach_long_texts
from octui.wire.decoding.wide_texts import AnyText, WideText

T = TypeVar("T")

KEPT: Final = 1 << 11
"""Bytes of an object or a list, without its long texts, that is kept undecoded if it takes more."""
LONG_TEXT: Final = 1 << 10
"""Bytes of a text that takes no more memory when it is decoded."""
BATCH: Final = 64
"""Elements of a list that are decoded together, as long as they are small."""
MAX_FOUND: Final = 64
"""Fields of an object that may be looked up one by one; when it is asked for more, all of them are decoded and kept."""

_UNREADABLE: Final = (msgspec.MsgspecError, RecursionError, UnicodeError)
_ABSENT: Final = msgspec.Raw(b"")


class _RawValue:
    """The JSON of one value, without its long texts."""

    __slots__ = ("_json", "_texts")

    def __init__(self, json: bytes | msgspec.Raw, texts: Mapping[str, AnyText]) -> None:
        self._json = json
        self._texts = texts

    def __eq__(self, other: object) -> bool:
        """Whether it was sent in the same words; a value that is not raw is compared with the decoded one."""
        if isinstance(other, _RawValue):
            return bytes(self._json) == bytes(other._json) and self._texts == other._texts
        if not isinstance(other, dict | list):
            return False
        return bool(attach_texts(_decode_whole(self._json), self._texts) == other)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        """All of it: requests are the same, and files are guarded, by what is written here."""
        return self.encode_json()

    @property
    def size(self) -> int:
        """Bytes of its JSON, about as many as there are characters to read."""
        return len(memoryview(self._json)) + sum(map(len, self._texts.values()))

    def decode_as(self, decoder: msgspec.json.Decoder[T]) -> T:
        """The whole value as another type; raises `msgspec.ValidationError` if it does not fit."""
        return attach_texts(self._read(decoder), self._texts)

    @abstractmethod
    def iter_json(self) -> Iterator[str]:
        """Pieces of its JSON, with characters in place of escapes."""

    def encode_json(self) -> str:
        text = ""
        # CPython 3.11 grows a text where it is in a `for`: what collects pieces has all of them twice in the end.
        for piece in self.iter_json():
            text += piece
        return text

    def count_texts(self) -> int:
        """About how many texts there are in it, names of fields included."""
        return bytes(self._json).count(b'"') // 2

    def _read(self, decoder: msgspec.json.Decoder[T]) -> T:
        try:
            return decoder.decode(self._json)
        except msgspec.ValidationError:
            raise
        except _UNREADABLE:
            self._json = repair_json(self._json)
            return decoder.decode(self._json)


class RawObject(_RawValue, Mapping[str, Any]):
    """A large object. Its fields are decoded when they are looked at, and large ones among them stay as they are."""

    __slots__ = ("_found", "_is_decoded")

    def __init__(self, json: bytes | msgspec.Raw, texts: Mapping[str, AnyText]) -> None:
        super().__init__(json, texts)
        self._found: dict[str, Any] = {}
        self._is_decoded = False
        """Whether all fields are in `_found`."""

    def __getitem__(self, name: str) -> Any:
        value = self._found[name] if name in self._found else self._look_up(name)
        if value is _ABSENT:
            raise KeyError(name)
        return value

    def _look_up(self, name: str) -> Any:
        if len(self._found) < MAX_FOUND and _can_read_alone(name):
            sent = self._read(_compile_field(name)).value
            value = _ABSENT if sent is _ABSENT else _open_rest(sent, self._texts)
            if not _has_wide_text(sent, self._texts):
                self._found[name] = value
            return value
        if not self._is_decoded:
            self._found |= self.iter_fields()
            self._is_decoded = True
        return self._found.setdefault(name, _ABSENT)

    def __iter__(self) -> Iterator[str]:
        return (attach_texts(name, self._texts) for name in self._read(_FIELDS))

    def __len__(self) -> int:
        return len(self._read(_FIELDS))

    def items(self) -> ItemsView[str, Any]:
        return _RawItems(self)

    def values(self) -> ValuesView[Any]:
        return _RawFieldValues(self)

    def iter_json(self) -> Iterator[str]:
        separator = ""
        yield "{"
        for name, value in self.iter_fields():
            yield f"{separator}{msgspec.json.encode(name).decode()}:"
            yield from _iter_json(value)
            separator = ","
        yield "}"

    def iter_fields(self) -> Iterator[tuple[str, Any]]:
        """The fields, decoded one after the other; to look up each by its name would read the JSON as often."""
        for name, sent in self._read(_FIELDS).items():
            yield attach_texts(name, self._texts), _open_rest(sent, self._texts)


class _RawItems(ItemsView[str, Any]):
    _mapping: RawObject

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return self._mapping.iter_fields()


class _RawFieldValues(ValuesView[Any]):
    _mapping: RawObject

    def __iter__(self) -> Iterator[Any]:
        return (value for _, value in self._mapping.iter_fields())


class RawArray(_RawValue, Sequence[Any]):
    """A large list, whose elements are decoded one after the other."""

    __slots__ = ("_has_only_objects", "_length", "_objects")

    def __init__(self, json: bytes | msgspec.Raw, texts: Mapping[str, AnyText]) -> None:
        super().__init__(json, texts)
        self._length = -1
        self._has_only_objects = False
        self._objects: RawArray | None = None

    def __iter__(self) -> Iterator[Any]:
        left = drain_list(self._read(_ELEMENTS))
        while batch := list(islice(left, BATCH)):
            joined = b"[%b]" % b",".join(batch)
            if len(joined) > BATCH * KEPT:
                yield from (_open_rest(each, self._texts) for each in batch)
            else:
                yield from attach_texts(_decode_whole(joined), self._texts)

    def __len__(self) -> int:
        if self._length < 0:
            self._length = len(self._read(_ELEMENTS))
        return self._length

    @overload
    def __getitem__(self, place: int) -> Any: ...

    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...

    def __getitem__(self, place: int | slice) -> Any:
        sent = self._read(_ELEMENTS)
        if isinstance(place, slice):
            return [_open_rest(each, self._texts) for each in sent[place]]
        return _open_rest(sent[place], self._texts)

    def iter_json(self) -> Iterator[str]:
        separator = ""
        yield "["
        for element in self:
            yield separator
            yield from _iter_json(element)
            separator = ","
        yield "]"

    def select_objects(self) -> "RawArray":
        """The same list without what is not an object."""
        if self._objects is None and not self._has_only_objects:
            try:
                self._length = len(self._read(_OBJECTS))
                self._has_only_objects = True
            except msgspec.ValidationError:
                objects = [each for each in self._read(_ELEMENTS) if bytes(memoryview(each)[:1]) == b"{"]
                self._objects = RawArray(b"[%b]" % b",".join(objects), self._texts)
        return self._objects or self


def open_json(raw: msgspec.Raw, texts: Mapping[str, AnyText] = MappingProxyType({})) -> Any:
    """The value of JSON in which these long texts stand by name.

    A small one is decoded, unless it has wide texts. Of others the texts are, and the rest is kept as it is.
    """
    is_small = len(memoryview(raw)) <= KEPT
    if is_small and not _has_wide_text(raw, texts):
        return attach_texts(_decode_whole(raw), texts)
    rest, texts = (raw, texts) if is_small else detach_long_texts(raw, LONG_TEXT, texts)
    # A copy: the JSON around it should not be kept with it.
    return _open_rest(bytes(rest), texts, KEPT if not is_small else 0)


def _has_wide_text(rest: bytes | msgspec.Raw, texts: Mapping[str, AnyText]) -> bool:
    names = [name for name, text in texts.items() if isinstance(text, WideText)]
    return bool(names) and any(name.encode() in bytes(rest) for name in names)


def _open_rest(rest: bytes | msgspec.Raw, texts: Mapping[str, AnyText], limit: int = KEPT) -> Any:
    """The value of JSON without long texts; an object or a list beyond the limit is kept undecoded."""
    if len(memoryview(rest)) > limit:
        match bytes(memoryview(rest)[:1]):
            case b"{":
                return RawObject(rest, texts)
            case b"[":
                return RawArray(rest, texts)
    return attach_texts(_decode_whole(rest), texts)


def _iter_json(value: Any) -> Iterator[str]:
    return value.iter_json() if isinstance(value, _RawValue) else iter((msgspec.json.encode(value).decode(),))


def _decode_whole(raw: bytes | msgspec.Raw) -> Any:
    try:
        return msgspec.json.decode(raw)
    except _UNREADABLE:
        return msgspec.json.decode(repair_json(raw))


def _can_read_alone(name: str) -> bool:
    """Whether a decoder for this field is possible, and its name, with twelve bytes a character, no long text."""
    return name.isprintable() and not {'"', "\\"} & {*name} and len(name) <= LONG_TEXT // 12


@lru_cache(maxsize=128)
def _compile_field(name: str) -> msgspec.json.Decoder[Any]:
    """Reads one field of an object, and passes over the others."""
    field = ("value", msgspec.Raw, msgspec.field(name=name, default=_ABSENT))
    return msgspec.json.Decoder(msgspec.defstruct("_Field", [field], gc=False))


_FIELDS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ELEMENTS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_OBJECTS: Final = msgspec.json.Decoder(list[msgspec.defstruct("_Object", [], gc=False)])  # type: ignore[misc]
"""Refuses a list that has something else than objects."""
