"""Splits a JSON value in two by a shape that says which parts are harmless; what a shape does not name is not."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from octui.lazy_dataclasses import dataclass

ABSENT: Final = object()
"""Stands for a half of the value that has nothing in it."""


@dataclass(frozen=True, slots=True)
class EachValue:
    """An object with any names, whose values all have this shape."""

    shape: "Shape"


@dataclass(frozen=True, slots=True)
class EachElement:
    """A list whose elements are judged one by one."""

    check: Callable[[Any], bool]


Shape = Callable[[Any], bool] | Mapping[str, Any] | EachValue | EachElement
"""A check that says whether a value is harmless, or the shapes of the values in it."""


def split_by_shape(value: Any, shape: Shape) -> tuple[Any, Any]:
    """The harmless half and the rest; together they are the value, and either may be ABSENT."""
    match shape:
        case EachElement(check):
            if not isinstance(value, list):
                return ABSENT, value
            harmless = [element for element in value if check(element)]
            waiting = [element for element in value if not check(element)]
            return (ABSENT if waiting and not harmless else harmless), waiting or ABSENT
        case EachValue() | Mapping():
            if not isinstance(value, dict):
                return ABSENT, value
            return _split_object(value, shape)
        case _:
            return (value, ABSENT) if shape(value) else (ABSENT, value)


def _split_object(value: dict[str, Any], shape: EachValue | Mapping[str, Any]) -> tuple[Any, Any]:
    harmless: dict[str, Any] = {}
    waiting: dict[str, Any] = {}
    for name, part in value.items():
        inner = shape.shape if isinstance(shape, EachValue) else shape.get(name, is_never_harmless)
        safe, rest = split_by_shape(part, inner)
        if safe is not ABSENT:
            harmless[name] = safe
        if rest is not ABSENT:
            waiting[name] = rest
    return (ABSENT if waiting and not harmless else harmless), waiting or ABSENT


def is_never_harmless(_value: Any) -> bool:
    return False


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_one_of(*values: Any) -> Callable[[Any], bool]:
    """A check for exactly these values; `False` is not 0."""
    return lambda value: any(type(value) is type(known) and value == known for known in values)
