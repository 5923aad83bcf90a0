"""The base of every wire type: maps the server's names to Python's, and back."""

from collections.abc import Callable, Mapping, Sequence
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec

T = TypeVar("T")

Json = dict[str, Any]
"""A JSON object without a fixed schema."""

JsonObject = Mapping[str, Any]
"""The same as a server sent it: its objects are mappings and its lists sequences, and large ones stay undecoded."""

if TYPE_CHECKING:
    Texts = Sequence[str]
else:
    Texts = Annotated[tuple[str, ...], "may be kept undecoded"]
    """A list of texts as a server sent it: a tuple, or where it is long `RawTexts`."""

EpochMs = Annotated[float, msgspec.Meta(ge=0, le=253_402_214_400_000)]
"""Milliseconds since 1970, up to the last day that a date can have."""

Count = Annotated[float, msgspec.Meta(ge=0, le=1e15)]
"""A number of things, small enough to be added up."""


class TextField:
    """A field of a struct whose text may be kept as a `WideText`: it is read as text all the same."""

    __slots__ = ("_member",)

    def __init__(self, member: MemberDescriptorType) -> None:
        self._member = member

    def get_held(self, struct: object) -> Any:
        """What it holds, not decoded."""
        return self._member.__get__(struct)

    def __get__(self, struct: object, kind: type | None = None) -> Any:
        if struct is None:
            return self
        held = self._member.__get__(struct, kind)
        return held if held is None else str(held)

    def __set__(self, struct: object, value: Any) -> None:
        # For `force_setattr`: what is frozen refuses any other change.
        self._member.__set__(struct, value)


def keep_wide_texts(*names: str) -> Callable[[type[T]], type[T]]:
    """A decorator of structs that hold long texts in these fields."""

    def replace_fields(kind: type[T]) -> type[T]:
        for name in names:
            setattr(kind, name, TextField(kind.__dict__[name]))
        return kind

    return replace_fields


def is_text_field(kind: type, name: str) -> bool:
    """Whether a field of this struct may hold a `WideText`."""
    return isinstance(getattr(kind, name, None), TextField)


def get_held_text(struct: msgspec.Struct, name: str) -> Any:
    """The text of such a field as it is kept."""
    field: TextField = getattr(type(struct), name)
    return field.get_held(struct)


def to_camel_case(name: str) -> str:
    """Spell an attribute as the server does: `parent_id` is `parentID`, `created_at` is `createdAt`."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join("ID" if word == "id" else word.capitalize() for word in rest)


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename=to_camel_case, omit_defaults=True, gc=False):
    """A value as the server sends it: immutable, unknown keys ignored, missing ones defaulted."""


def to_json_values(value: Any) -> Any:
    """A struct as plain JSON values, spelled as the server does, with every field that is not None, defaults too."""
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
