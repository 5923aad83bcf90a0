"""Arguments and results of tools: JSON without a guaranteed schema."""

from collections.abc import Mapping
from math import isfinite

from octui.wire.struct import Json

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
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value) or abs(value) > MAX_NUMBER:
        return None
    return int(value)


def get_objects(values: Mapping[str, object], name: str) -> list[Json]:
    """The objects in a list; whatever else is in it is left out."""
    value = values.get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def get_texts(values: Mapping[str, object], name: str) -> list[str]:
    """The non-empty strings in a list."""
    value = values.get(name)
    return [entry for entry in value if isinstance(entry, str) and entry] if isinstance(value, list) else []


def format_count(number: int, noun: str, plural: str = "") -> str:
    """`1 line`, `2,300 lines`."""
    return f"1 {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"
