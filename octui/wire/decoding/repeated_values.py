"""Equal values of one answer become one object.

What a list says about each of its elements repeats: the directory, a status, the session that all of them belong to. A
decoder makes a new object of every text and number, and each takes several times the bytes that were sent.
"""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, Final, TypeVar

import msgspec

from octui.wire.struct import is_text_field

T = TypeVar("T")

MAX_LENGTH: Final = 128
"""Characters of a text, and elements of a list, that is compared with others."""
MAX_KNOWN: Final = 32
"""Values of a field that are known at once."""


class RepeatedValues:
    """Knows what the structs of one answer have had in each of their fields."""

    def __init__(self) -> None:
        self._kinds: dict[type, _StructKind] = {}

    def share_fields(self, value: T) -> T:
        """The value itself; what a struct has in common with earlier ones is the same object from now on."""
        if isinstance(value, msgspec.Struct):
            kind = self._kinds.get(type(value))
            if kind is None:
                kind = self._kinds[type(value)] = _StructKind(type(value))
            kind.share_fields(value, self)
        return value

    def share_elements(self, values: Iterable[object]) -> None:
        for value in values:
            self.share_fields(value)


class _Field:
    """The values that one field had last."""

    __slots__ = ("is_compared", "known", "name", "repetitions")

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_compared = True
        self.known: dict[Any, Any] = {}
        self.repetitions = 0


class _StructKind:
    """The fields of one kind of struct, less those whose values hardly repeat."""

    def __init__(self, kind: type[msgspec.Struct]) -> None:
        # Texts that may be wide hardly repeat, and looking at one would decode it.
        self._watch([_Field(name) for name in kind.__struct_fields__ if not is_text_field(kind, name)])

    def _watch(self, fields: list[_Field]) -> None:
        self._fields = fields
        # The class keeps it a getter of several.
        self._get_values = attrgetter("__class__", "__class__", *(field.name for field in fields))

    def share_fields(self, struct: msgspec.Struct, repeated: RepeatedValues) -> None:
        # One struct has thousands of siblings: this loop is most of what sharing costs.
        for field, value in zip(self._fields, self._get_values(struct)[2:], strict=True):
            kind = value.__class__
            if kind is str or kind is float:
                known = value if kind is str and len(value) > MAX_LENGTH else field.known.setdefault(value, value)
            elif value is None or kind is bool or kind is int:
                continue
            else:
                known = _share_container(field, value, repeated)
            if known is not value:
                field.repetitions += 1
                msgspec.structs.force_setattr(struct, field.name, known)
            elif len(field.known) > MAX_KNOWN:
                self._forget_values(field)

    def _forget_values(self, field: _Field) -> None:
        if field.repetitions < MAX_KNOWN:
            field.is_compared = False
            if all(isinstance(value, str | float) for value in field.known):
                self._watch([each for each in self._fields if each is not field])
        field.known.clear()
        field.repetitions = 0


def _share_container(field: _Field, value: Any, repeated: RepeatedValues) -> Any:
    """An equal struct or list that was there before; otherwise itself, with its structs' fields shared."""
    if field.is_compared and not (isinstance(value, tuple) and len(value) > MAX_LENGTH):
        try:
            known = field.known.setdefault(value, value)
        except TypeError:  # something in it can change
            field.is_compared = False
        else:
            if known is not value:
                return known
    if isinstance(value, dict):
        repeated.share_elements(value.values())
    elif isinstance(value, tuple):
        repeated.share_elements(value)
    else:
        repeated.share_fields(value)
    return value
