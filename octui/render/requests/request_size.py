"""How much there is to read through in a request, estimated without doing so."""

from collections.abc import Iterable
from typing import Final

from octui.wire.decoding.raw_json import RawArray, RawObject
from octui.wire.decoding.raw_texts import RawTexts
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission, Question

TEXT_COST: Final = 50
"""Every text takes some time, however short it is; so many characters take as long."""

MEASURED: Final = 1_000_000
"""More is not counted."""


def measure_permission(permission: Permission, call: ToolPart | None) -> int:
    """The characters of its texts, those of its call included."""
    sources = [permission.metadata, call.state.input if call is not None else {}]
    return _measure_values((permission.permission, permission.patterns, permission.always, *sources))


def measure_question(question: Question) -> int:
    """The same for a question."""
    items = question.questions
    return _measure_values(text for item in items for text in (item.question, item.header)) + _measure_values(
        text for item in items for option in item.options for text in (option.label, option.description)
    )


def _measure_values(values: Iterable[object]) -> int:
    size = 0
    left = list(values)
    while left and size < MEASURED:
        match left.pop():
            case RawObject() | RawArray() as value:
                size += value.size + TEXT_COST * value.count_texts()
            case dict() as value:
                left += [*value, *value.values()]
            case RawTexts() as value:
                size += value.size + TEXT_COST * len(value)
            case list() | tuple() as value:
                left += value
            case value:
                size += TEXT_COST + (len(value) if isinstance(value, str) else 0)
    return size
