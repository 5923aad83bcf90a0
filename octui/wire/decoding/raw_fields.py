"""Decoding of structs whose untyped fields can be large."""

import types
from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from typing import Any, Final, Generic, NamedTuple, TypeVar, Union, cast, get_args, get_origin

import msgspec

from octui.wire.decoding.long_texts import PIECE, attach_texts, detach_long_texts
from octui.wire.decoding.raw_json import LONG_TEXT, open_json
from octui.wire.struct import JsonObject

T = TypeVar("T")

_ABSENT: Final = msgspec.Raw(b"")


class LargeDecoder(Generic[T]):
    """Reads a type like the decoder of msgspec, with less memory.

    Long texts are decoded by themselves, and large values of untyped fields stay JSON until they are looked at.
    """

    def __init__(self, kind: type[T]) -> None:
        raw_kind = _make_raw_kind(kind)
        self._decoder = msgspec.json.Decoder(raw_kind)
        self._has_raw_fields = raw_kind is not kind

    def decode_value(self, raw: bytes | msgspec.Raw) -> T:
        rest, texts = detach_long_texts(raw, LONG_TEXT if self._has_raw_fields else PIECE)
        return cast(T, _restore(self._decoder.decode(rest), texts))


def _make_raw_kind(kind: Any) -> Any:
    """The same type with untyped fields undecoded; itself if it has none."""
    if kind in (JsonObject, Any):
        return msgspec.Raw
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        members = tuple(map(_make_raw_kind, arguments))
        return msgspec.Raw if msgspec.Raw in members else kind if members == arguments else reduce(or_, members)
    if origin is tuple and (raw_kind := _make_raw_kind(arguments[0])) is not arguments[0]:
        return types.GenericAlias(tuple, (raw_kind, ...))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _make_raw_struct(kind)
    return kind


@cache
def _make_raw_struct(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    fields = msgspec.structs.fields(kind)
    raw_kinds = [_make_raw_kind(field.type) for field in fields]
    if all(raw_kind is field.type for field, raw_kind in zip(fields, raw_kinds, strict=True)):
        return kind
    config = kind.__struct_config__
    raw_struct = msgspec.defstruct(
        kind.__name__,
        [
            (field.name, raw_kind, _make_raw_field(field, raw_kind))
            for field, raw_kind in zip(fields, raw_kinds, strict=True)
        ],
        tag=config.tag,
        tag_field=config.tag_field,
        kw_only=True,
        gc=False,
    )
    undecoded = [field for field, raw in zip(fields, raw_kinds, strict=True) if raw is msgspec.Raw]
    _KINDS[raw_struct] = _Kind(kind, tuple(undecoded))
    return raw_struct


def _make_raw_field(field: msgspec.structs.FieldInfo, raw_kind: Any) -> Any:
    name = field.encode_name
    if raw_kind is msgspec.Raw:
        return msgspec.field(name=name, default=_ABSENT)
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(name=name, default_factory=field.default_factory)
    return msgspec.field(name=name, default=field.default)


class _Kind(NamedTuple):
    """What a struct with undecoded fields stands for."""

    struct: type[msgspec.Struct]
    undecoded: tuple[msgspec.structs.FieldInfo, ...]

    def make_checked(self, fields: dict[str, Any]) -> msgspec.Struct:
        """The struct; raises `msgspec.ValidationError` where something else than an object was sent for one."""
        for field in self.undecoded:
            if not _fits_field(fields.get(field.name, {}), field.type):
                raise msgspec.ValidationError(f"Expected `object` - at `$.{field.encode_name}`")
        return self.struct(**fields)


_KINDS: Final[dict[type, _Kind]] = {}


def _restore(value: Any, texts: Mapping[str, str]) -> Any:
    """The value with its texts, and with what is undecoded opened."""
    match value:
        case msgspec.Raw():
            return open_json(value, texts)
        case msgspec.Struct() if kind := _KINDS.get(type(value)):
            sent = {name: field for name in value.__struct_fields__ if (field := getattr(value, name)) is not _ABSENT}
            return kind.make_checked({name: _restore(field, texts) for name, field in sent.items()})
        case tuple():
            return tuple(_restore(element, texts) for element in value)
    return attach_texts(value, texts)


def _fits_field(value: Any, kind: Any) -> bool:
    return isinstance(value, Mapping) or kind is Any or (value is None and types.NoneType in get_args(kind))
