"""Takes everything out of an exported session that the user may not want to show."""

from typing import Any, Final

from octui.wire.struct import Json

KEPT: Final = frozenset(
    {
        *("id", "sessionID", "messageID", "parentID", "projectID", "callID", "providerID", "modelID", "partID"),
        *("type", "role", "status", "mode", "agent", "tool", "mime", "reason", "finish", "version", "variant"),
        *("priority", "action", "permission", "field"),
    }
)
"""Names of values that say how a session went, not what it was about."""

KEPT_NAMES: Final = frozenset({"error", "model"})
"""Objects whose `name` is a kind, not a title."""


def sanitize_document(document: Json) -> Json:
    """The same session with every text, path, title, argument, output and file content replaced by a mark."""
    return {
        "info": _redact_value(document["info"], "session"),
        "messages": [_redact_value(message, "message") for message in document["messages"]],
    }


def _redact_value(value: Any, name: str) -> Any:
    match value:
        case dict():
            return {key: _redact_field(key, inner, name) for key, inner in value.items()}
        case list():
            return [_redact_value(inner, name) for inner in value]
        case str():
            return f"[redacted:{name}]" if value else value
    return value


def _redact_field(key: str, value: Any, within: str) -> Any:
    if isinstance(value, str) and (key in KEPT or (key == "name" and within in KEPT_NAMES)):
        return value
    if key in ("input", "metadata") and isinstance(value, dict):
        # Names within are the model's or a tool's own, and may tell as much as values do.
        return {}
    return _redact_value(value, key)
