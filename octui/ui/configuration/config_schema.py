"""Checks a change against the server's own description, before the server gets it."""

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, best_match
from referencing.exceptions import Unresolvable

from octui.wire.struct import Json

UNREADABLE = ""


def find_schema_mistake(description: Json, path: str, change: Json) -> str:
    """Why the server would refuse a PATCH of `path`, as a sentence; empty when it would not, or does not say."""
    body = _dig(description, "paths", path, "patch", "requestBody", "content", "application/json", "schema")
    if not isinstance(body, dict):
        return UNREADABLE
    schema = {**body, "components": description.get("components", {})}
    try:
        error = best_match(Draft202012Validator(schema).iter_errors(change))
    except (SchemaError, Unresolvable, RecursionError):
        return UNREADABLE
    if error is None:
        return ""
    where = ".".join(str(key) for key in error.absolute_path)
    if error.instance is None:
        return f"{where or 'This'} cannot be removed through this server: edit its file instead."
    mistake = _describe_mistake(error)
    return f"{where}: {mistake}" if where else f"{mistake[:1].upper()}{mistake[1:]}"


def _describe_mistake(error: Any) -> str:
    match error.validator:
        case "additionalProperties":
            known = sorted(error.schema.get("properties", {}))
            unknown = [key for key in error.instance if key not in known]
            return f"the server knows no {', '.join(map(str, unknown))} here."
        case "enum":
            return f"use one of {', '.join(map(str, error.validator_value))}."
        case "type" | "anyOf" | "oneOf" if choices := _list_choices(error):
            return f"it has to be {' or '.join(choices)}."
    message = str(error.message)
    return f"{message[:200]}."


def _list_choices(error: Any) -> list[str]:
    """What a value could be instead: types, and the values of enumerations."""
    choices: list[str] = []
    for each in error.context or (error,):
        if each.absolute_path != error.absolute_path:
            continue
        allowed = each.validator_value if isinstance(each.validator_value, list) else [each.validator_value]
        if each.validator == "type" and "enum" in each.schema:
            choices += [str(value) for value in each.schema["enum"]]
        elif each.validator == "type":
            choices += [f"of type {kind}" for kind in allowed if kind != "null"]
        elif each.validator in ("enum", "const"):
            choices += [str(value) for value in allowed]
    return list(dict.fromkeys(choices))


def _dig(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
