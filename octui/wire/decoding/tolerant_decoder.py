"""Decoding that loses no more than what cannot be read: a field before a value, an element before a list.

The strict decoder is tried first and costs what it always did. After a failure the JSON is repaired, and the value is
put together field by field: what has the wrong type is replaced by the field's default. Text is never replaced by a
default while anything is there, because the user may be about to approve it: another type's JSON stands for it.
"""

import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, Union, cast, get_args, get_origin

import msgspec

from octui.wire.decoding.damaged_json import is_too_deep, repair_json
from octui.wire.decoding.element_groups import LARGE, drain_groups, drain_list, join_elements
from octui.wire.decoding.inline_data import drop_large_attachments
from octui.wire.decoding.repeated_values import RepeatedValues
from octui.wire.struct import Texts

if TYPE_CHECKING:
    from octui.wire.decoding.raw_fields import LargeDecoder

T = TypeVar("T")

UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeError)
"""Everything a strict decoder raises for a value it cannot read."""

SkipHandler = Callable[[bytes], object]
"""Receives the JSON of each element that was left out of a list or a table."""

PIECE_OF_LIST: Final = 1 << 19
"""Bytes of a long list that are decoded, and freed, together."""

_NOTHING: Final = object()
"""Stands for a value of which nothing could be kept."""


class TolerantDecoder(Generic[T]):
    """Reads one type; raises `msgspec.MsgspecError` when not even its required fields can be read.

    With `bounds_depth`, what is nested too deeply to be walked is cut off before it is decoded; without, only what the
    decoder itself refuses is, which spares scanning large answers of which little is kept. With `saves_memory`, long
    texts are decoded by themselves, and large values of untyped fields when they are looked at; a kind with fields that
    are `msgspec.Raw` cannot have that.
    """

    def __init__(self, kind: type[T], *, bounds_depth: bool = True, saves_memory: bool = False) -> None:
        self._kind = kind
        self._bounds_depth = bounds_depth
        self._saves_memory = saves_memory
        self._strict: msgspec.json.Decoder[T] = msgspec.json.Decoder(kind)

    def decode_value(self, raw: bytes | str | msgspec.Raw, on_skip: SkipHandler | None = None) -> T:
        raw = drop_large_attachments(raw)
        try:
            return self._decode_strictly(raw)
        except UNREADABLE:
            pass
        repaired = repair_json(raw)
        try:
            return self._decode_strictly(repaired)
        except msgspec.ValidationError:
            salvaged = _Salvage(on_skip).rebuild_value(msgspec.json.decode(repaired), self._kind)
            if salvaged is _NOTHING:
                raise
            return cast(T, salvaged)

    def decode_together(self, raws: list[msgspec.Raw], on_skip: SkipHandler | None = None) -> list[T]:
        """Those of these values that can be read, in one go if all of them can."""
        if len(raws) > 1:
            joined = join_elements(raws)
            with suppress(*UNREADABLE):
                self._check_depth(joined)
                return self._strict_list.decode(joined)
        known: list[T] = []
        for raw in raws:
            try:
                known.append(self.decode_value(raw, on_skip))
            except UNREADABLE:
                if on_skip is not None:
                    on_skip(bytes(raw))
        return known

    @cached_property
    def _strict_list(self) -> msgspec.json.Decoder[list[T]]:
        return msgspec.json.Decoder(list[self._kind])  # type: ignore[name-defined]  # known at run time

    @cached_property
    def _large(self) -> "LargeDecoder[T]":
        # Imported when used: the first screen should not wait for it.
        from octui.wire.decoding.raw_fields import LargeDecoder

        return LargeDecoder(self._kind, self._strict, self._check_depth)

    def _decode_strictly(self, raw: bytes | str | msgspec.Raw) -> T:
        if self._saves_memory and not isinstance(raw, str) and memoryview(raw).nbytes > LARGE:
            return self._large.decode_value(raw)
        self._check_depth(raw)
        return self._strict.decode(raw)

    def _check_depth(self, raw: bytes | str | msgspec.Raw) -> None:
        if self._bounds_depth and is_too_deep(raw):
            raise msgspec.DecodeError("nested too deeply")


def split_list(body: bytes | msgspec.Raw) -> list[msgspec.Raw]:
    """The elements of a JSON list, undecoded; raises `msgspec.MsgspecError` when it is not a list."""
    sent = drop_large_attachments(body)
    try:
        return _raws.decode(sent)
    except UNREADABLE:
        return _raws.decode(repair_json(sent))


def decode_elements(
    raws: list[msgspec.Raw], decoder: TolerantDecoder[T], on_skip: SkipHandler | None = None
) -> tuple[T, ...]:
    """The elements that can be read: one that cannot must not take the others with it.

    They are taken out of the list.
    """
    repeated = RepeatedValues()
    return tuple(_iter_elements(raws, decoder, on_skip, repeated))


def cut_list(body: bytes) -> list[bytes]:
    """The same list as several, without memory of the whole; raises `msgspec.MsgspecError` when it is not a list."""
    return [join_elements(group) for group in drain_groups(split_list(body), PIECE_OF_LIST)]


def decode_pieces(
    pieces: list[bytes], decoder: TolerantDecoder[T], on_skip: SkipHandler | None = None
) -> tuple[T, ...]:
    """The elements that can be read in several lists, which are taken out of theirs."""
    repeated = RepeatedValues()
    known: list[T] = []
    for piece in drain_list(pieces):
        known += _iter_elements(split_list(piece), decoder, on_skip, repeated)
    return tuple(known)


def _iter_elements(
    raws: list[msgspec.Raw], decoder: TolerantDecoder[T], on_skip: SkipHandler | None, repeated: RepeatedValues
) -> Iterator[T]:
    for group in drain_groups(raws):
        yield from map(repeated.share_fields, decoder.decode_together(group, on_skip))


def decode_texts(body: bytes, on_skip: SkipHandler | None = None) -> Sequence[str]:
    """The texts of a list, without what is not a text."""
    # Imported when used: the first screen should not wait for it.
    from octui.wire.decoding.raw_texts import RawTexts

    try:
        return RawTexts(body)
    except msgspec.ValidationError:
        return decode_elements(split_list(body), _text, on_skip)


_text = TolerantDecoder(str)
_raws = msgspec.json.Decoder(list[msgspec.Raw])


class _Salvage:
    """Puts a value together from those parts of it that fit its type, and reports the elements it leaves out."""

    def __init__(self, on_skip: SkipHandler | None) -> None:
        self._on_skip = on_skip

    def rebuild_value(self, value: Any, kind: Any) -> Any:
        """`value` as `kind`, without the parts of it that do not fit; _NOTHING if no part of it fits."""
        if kind is msgspec.Raw:
            return msgspec.Raw(msgspec.json.encode(value))
        try:
            return msgspec.convert(value, kind, strict=False)
        except msgspec.ValidationError:
            pass
        if kind is str and value is not None:
            return msgspec.json.encode(value).decode()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._rebuild_struct(value, kind)
        if kind == Texts:
            return self.rebuild_value(value, tuple[str, ...])
        origin, arguments = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return self._rebuild_union(value, arguments)
        if origin in (list, tuple) and isinstance(value, list):
            return origin(element for element, _ in self._rebuild_elements(value, value, arguments[0]))
        if origin is dict and isinstance(value, dict):
            entries = self._rebuild_elements(value.values(), value, arguments[1])
            return {key: element for element, key in entries}
        return _NOTHING

    def _rebuild_elements(self, values: Iterable[Any], keys: Iterable[Any], kind: Any) -> Iterable[tuple[Any, Any]]:
        for value, key in zip(values, keys, strict=True):
            element = self.rebuild_value(value, kind)
            if element is not _NOTHING:
                yield element, key
            elif self._on_skip is not None:
                self._on_skip(msgspec.json.encode(value))

    def _rebuild_struct(self, value: Any, kind: type[msgspec.Struct]) -> Any:
        if not isinstance(value, dict):
            return _NOTHING
        fields: dict[str, Any] = {}
        for field in msgspec.structs.fields(kind):
            salvaged = _NOTHING
            sent = value.get(field.encode_name)
            # A required text is an identity: a number in its place names nothing.
            if field.encode_name in value and not (field.required and field.type is str and not isinstance(sent, str)):
                salvaged = self.rebuild_value(sent, field.type)
            if salvaged is not _NOTHING:
                fields[field.name] = salvaged
            elif field.required:
                return _NOTHING
        return kind(**fields)

    def _rebuild_union(self, value: Any, members: tuple[Any, ...]) -> Any:
        """The member that the value's tag names, or the first that fits, or None where that is a member."""
        tag = value.get("type") if isinstance(value, dict) else None
        for member in members:
            config = getattr(member, "__struct_config__", None)
            if member is types.NoneType or (config is not None and config.tag not in (None, tag)):
                continue
            salvaged = self.rebuild_value(value, member)
            if salvaged is not _NOTHING:
                return salvaged
        return None if types.NoneType in members else _NOTHING
