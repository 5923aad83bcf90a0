"""The base of every wire type: maps the server's names to Python's."""

from typing import Any

import msgspec

Json = dict[str, Any]
"""A JSON object without a fixed schema."""


def to_camel_case(name: str) -> str:
    """Spell an attribute as the server does: `parent_id` is `parentID`, `created_at` is `createdAt`."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join("ID" if word == "id" else word.capitalize() for word in rest)


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename=to_camel_case, omit_defaults=True, gc=False):
    """A value as the server sends it: immutable, unknown keys ignored, missing ones defaulted."""
