"""Encodes received structs for sending them back: with all fields, where other encodings omit defaults."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


def to_json_values(value: Any) -> Any:
    """A struct as plain JSON values with every field that is not None, spelled as the server does."""
    if isinstance(value, msgspec.Struct):
        config = value.__struct_config__
        spelled = {config.tag_field: config.tag} if config.tag_field else {}
        for field in msgspec.structs.fields(value):
            if (held := getattr(value, field.name)) is not None:
                spelled[field.encode_name] = to_json_values(held)
        return spelled
    if isinstance(value, Mapping):
        return {key: to_json_values(held) for key, held in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [to_json_values(element) for element in value]
    return value
