"""The fields that OpenCode servers send of a value whose type covers several kinds, such as prompts and answers.

What a client decodes tolerantly has a default for every field. What is sent has the fields of its kind and no others:
clients generated from OpenCode's description refuse everything else.
"""

from collections.abc import Callable
from typing import Any, Final

from octui.wire.messages import MessageInfo
from octui.wire.parts import ToolState
from octui.wire.struct import Json

ASSISTANT_FIELDS: Final = ("cost", "tokens")
"""Fields of a message that prompts do not have."""

TOOL_STATE_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "pending": ("status", "input", "raw"),
    "running": ("status", "input", "title", "metadata", "time"),
    "completed": ("status", "input", "output", "title", "metadata", "time", "attachments"),
    "error": ("status", "input", "error", "metadata", "time"),
}
"""The fields of a tool call's state by its status; those in `TOOL_STATE_DEFAULTS` are required."""

TOOL_STATE_DEFAULTS: Final[dict[str, Json]] = {"pending": {"raw": ""}, "completed": {"title": ""}}


def _shape_message(plain: Json) -> Json:
    if plain["role"] == "user":
        for field in ASSISTANT_FIELDS:
            plain.pop(field, None)
    return plain


def _shape_tool_state(plain: Json) -> Json:
    status = plain["status"]
    if (fields := TOOL_STATE_FIELDS.get(status)) is None:
        return plain
    kept = {field: plain[field] for field in fields if field in plain}
    return TOOL_STATE_DEFAULTS.get(status, {}) | kept


SHAPES: Final[dict[type, Callable[[Json], Json]]] = {MessageInfo: _shape_message, ToolState: _shape_tool_state}
"""By type, what turns all its fields, spelled as servers do, into those to send; may change what it is given."""


def select_fields(kind: type, plain: Json) -> Any:
    """The fields to send of a value of this type."""
    shape = SHAPES.get(kind)
    return plain if shape is None else shape(plain)
