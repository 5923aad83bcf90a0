"""Arguments and results of tools: JSON without a guaranteed schema."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, TypeGuard

from octui.wire.decoding.raw_json import RawArray
from octui.wire.struct import JsonObject

MAX_NUMBER = 10**15
"""Larger numbers count as invalid."""


def get_text(values: Mapping[str, object], *names: str) -> str:
    """The first of these that is a non-empty string."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def get_number(values: Mapping[str, object], name: str) -> int | None:
    value = values.get(name)
    if type(value) is int:
        return value if abs(value) <= MAX_NUMBER else None
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value) or abs(value) > MAX_NUMBER:
        return None
    return int(value)


def get_objects(values: Mapping[str, object], name: str) -> Sequence[JsonObject]:
    """The objects in a list; whatever else is in it is left out."""
    value = values.get(name)
    if isinstance(value, RawArray):
        return value.select_objects()
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def get_texts(values: Mapping[str, object], name: str) -> list[str]:
    """The non-empty strings in a list."""
    value = values.get(name)
    return [entry for entry in value if isinstance(entry, str) and entry] if is_list(value) else []


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether a value of received JSON is a list; an object is a `Mapping`."""
    return isinstance(value, list | RawArray)
