"""Decoding of structs whose untyped fields and lists can be large."""

import types
from collections.abc import Callable, Mapping, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any, Final, Generic, NamedTuple, TypeGuard, TypeVar, Union, cast, get_args, get_origin

import msgspec

from octui.wire.decoding.element_groups import drain_groups, join_elements
from octui.wire.decoding.long_texts import PIECE, attach_field, attach_texts, detach_long_texts
from octui.wire.decoding.raw_json import KEPT, LONG_TEXT, open_json
from octui.wire.decoding.raw_texts import RawTexts
from octui.wire.decoding.repeated_values import RepeatedValues
from octui.wire.decoding.wide_texts import AnyText, WideText
from octui.wire.struct import JsonObject, Texts

T = TypeVar("T")

_ABSENT: Final = msgspec.Raw(b"")


class LargeDecoder(Generic[T]):
    """Reads a type like the strict decoder of msgspec, with less memory.

    Long texts are decoded by themselves, elements of lists a few at a time, and large values of untyped fields stay
    JSON until they are looked at.
    """

    def __init__(
        self, kind: type[T], strict: msgspec.json.Decoder[T], check_depth: Callable[[bytes | msgspec.Raw], None]
    ) -> None:
        raw_kind = _make_raw_kind(kind)
        self._kind = kind
        self._decoder = msgspec.json.Decoder(raw_kind)
        self._has_raw_fields = raw_kind is not kind
        self._strict = strict
        self._check_depth = check_depth

    def decode_value(self, raw: bytes | msgspec.Raw) -> T:
        rest, texts = detach_long_texts(raw, LONG_TEXT if self._has_raw_fields else PIECE)
        # Without the texts there is less to look through.
        self._check_depth(rest)
        is_small = memoryview(rest).nbytes <= KEPT and memoryview(raw).nbytes <= PIECE
        if is_small and not any(isinstance(text, WideText) for text in texts.values()):
            return self._strict.decode(raw)
        opener = _Opener(texts)
        value = opener.open_value(self._decoder.decode(rest), self._kind)
        if isinstance(value, dict):
            opener.repeated.share_elements(value.values())
        return cast(T, value)


def _make_raw_kind(kind: Any) -> Any:
    """The same type with untyped fields and lists of structs undecoded; itself if it has neither."""
    if kind in (JsonObject, Any, Texts):
        return msgspec.Raw
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        members = tuple(map(_make_raw_kind, arguments))
        return msgspec.Raw if msgspec.Raw in members else kind if members == arguments else reduce(or_, members)
    if origin is tuple and _is_struct(arguments[0]):
        return msgspec.Raw
    return _make_raw_struct(kind) if _is_struct(kind) else kind


def _is_struct(kind: Any) -> TypeGuard[type[msgspec.Struct]]:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


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
    undecoded = {field.name: field.type for field, raw in zip(fields, raw_kinds, strict=True) if raw is msgspec.Raw}
    _KINDS[raw_struct] = _Kind(kind, undecoded)
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
    undecoded: Mapping[str, Any]
    """The types of the fields that are not decoded with it."""


_KINDS: Final[dict[type, _Kind]] = {}


class _Opener:
    """Puts the texts of one value where they belong, and opens what is undecoded in it."""

    def __init__(self, texts: Mapping[str, AnyText]) -> None:
        self.repeated = RepeatedValues()
        self._texts = texts

    def open_value(self, value: Any, kind: Any) -> Any:
        """The value as this type; raises `msgspec.ValidationError` where what is undecoded is something else."""
        if isinstance(value, msgspec.Raw):
            return self._open_raw(value, kind)
        known = _KINDS.get(type(value))
        if known is None:
            return attach_texts(value, self._texts)
        fields: dict[str, Any] = {}
        for name in value.__struct_fields__:
            sent = getattr(value, name)
            if isinstance(sent, str):
                fields[name] = attach_field(known.struct, name, sent, self._texts)
            elif sent is not _ABSENT:
                fields[name] = self.open_value(sent, known.undecoded.get(name))
        return known.struct(**fields)

    def _open_raw(self, raw: msgspec.Raw, kind: Any) -> Any:
        if kind == Texts:
            return self._open_texts(raw)
        members = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
        listed = next((get_args(member)[0] for member in members if get_origin(member) is tuple), None)
        may_be_none = types.NoneType in members
        if listed is not None and not (may_be_none and bytes(raw) == b"null"):
            return self._open_list(raw, listed)
        value = open_json(raw, self._texts)
        if not isinstance(value, Mapping) and kind is not Any and not (may_be_none and value is None):
            raise msgspec.ValidationError("Expected `object`")
        return value

    def _open_texts(self, raw: msgspec.Raw) -> Sequence[str]:
        if memoryview(raw).nbytes > KEPT:
            # A copy: the JSON around it should not be kept with it.
            return RawTexts(bytes(raw), self._texts)
        return attach_texts(_TEXTS.decode(raw), self._texts)

    def _open_list(self, raw: msgspec.Raw, kind: type[msgspec.Struct]) -> tuple[Any, ...]:
        one, several = _make_element_decoders(kind)
        elements: list[Any] = []
        for group in drain_groups(_ELEMENTS.decode(raw)):
            sent = several.decode(join_elements(group)) if len(group) > 1 else [one.decode(group[0])]
            opened = [self.open_value(value, kind) for value in sent]
            self.repeated.share_elements(opened)
            elements += opened
        return tuple(elements)


@cache
def _make_element_decoders(
    kind: type[msgspec.Struct],
) -> tuple[msgspec.json.Decoder[msgspec.Struct], msgspec.json.Decoder[list[msgspec.Struct]]]:
    """For one element, and for several together."""
    raw_kind = _make_raw_struct(kind)
    return msgspec.json.Decoder(raw_kind), msgspec.json.Decoder(types.GenericAlias(list, (raw_kind,)))


_TEXTS: Final = msgspec.json.Decoder(tuple[str, ...])
_ELEMENTS: Final = msgspec.json.Decoder(list[msgspec.Raw])
