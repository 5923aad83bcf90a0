"""The base of every wire type: maps the server's names to Python's."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

Json = dict[str, Any]
"""A JSON object without a fixed schema."""

JsonObject = Mapping[str, Any]
"""The same as a server sent it: its objects are mappings and its lists sequences, and large ones stay undecoded."""

EpochMs = Annotated[float, msgspec.Meta(ge=0, le=253_402_214_400_000)]
"""Milliseconds since 1970, up to the last day that a date can have."""

Count = Annotated[float, msgspec.Meta(ge=0, le=1e15)]
"""A number of things, small enough to be added up."""


def to_camel_case(name: str) -> str:
    """Spell an attribute as the server does: `parent_id` is `parentID`, `created_at` is `createdAt`."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join("ID" if word == "id" else word.capitalize() for word in rest)


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename=to_camel_case, omit_defaults=True, gc=False):
    """A value as the server sends it: immutable, unknown keys ignored, missing ones defaulted."""
