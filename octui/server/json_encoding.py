"""JSON as this server sends and stores it: wire structs with the names and the fields that OpenCode servers send."""

from collections.abc import Mapping
from typing import Any

import msgspec

from octui.server.wire_shapes import select_fields
from octui.wire.decoding.raw_json import RawArray
from octui.wire.decoding.raw_texts import RawTexts
from octui.wire.parts import UnknownPart

MAX_EXACT = 2**53
"""Whole numbers up to this size are sent without a fraction, as JavaScript does: typed clients expect integers."""

_encoder = msgspec.json.Encoder()


def to_plain_json(value: Any) -> Any:
    """A value made of JSON types, like `octui.wire.struct.to_json_values` but fast enough for every event.

    Unknown parts keep their original JSON.
    """
    if isinstance(value, msgspec.Struct):
        if isinstance(value, UnknownPart):
            return msgspec.Raw(value.raw)
        config = value.__struct_config__
        plain: dict[str, Any] = {config.tag_field: config.tag} if config.tag_field else {}
        for name, encoded_name in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            if (item := getattr(value, name)) is not None:
                plain[encoded_name] = item if type(item) in _ATOMS else to_plain_json(item)
        return select_fields(type(value), plain)
    if isinstance(value, (tuple, list, RawArray, RawTexts)):
        return [to_plain_json(element) for element in value]
    if isinstance(value, Mapping):
        return {key: item if type(item) in _ATOMS else to_plain_json(item) for key, item in value.items()}
    if isinstance(value, float) and value.is_integer() and abs(value) <= MAX_EXACT:
        return int(value)
    return value


def encode_json(value: Any) -> bytes:
    """JSON of a struct, or of a value built from structs, dicts, lists and atoms."""
    plain = to_plain_json(value)
    try:
        return _encoder.encode(plain)
    except UnicodeEncodeError:
        # A lone surrogate: file names and process output may contain one, JSON must not.
        return _encoder.encode(_replace_surrogates(plain))


def _replace_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_replace_surrogates(element) for element in value]
    if isinstance(value, dict):
        return {_replace_surrogates(key): _replace_surrogates(item) for key, item in value.items()}
    return value


_ATOMS = frozenset({str, int, bool})
