"""The OpenAPI description at `/doc`, generated from the routes."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from octui.server.event_schema import EVENT_TYPES, MessageWithParts
from octui.server.http.routing import WEBSOCKET, Route
from octui.server.json_encoding import encode_json
from octui.wire.messages import Message
from octui.wire.struct import Json

REFERENCE_TEMPLATE = "#/components/schemas/{name}"

ERROR_DESCRIPTIONS = {
    "400": "The request is invalid.",
    "401": "The password is missing or wrong.",
    "403": "The Host or Origin is not allowed.",
    "404": "Not found.",
}


class ErrorBody(msgspec.Struct):
    """Errors have one of two shapes: `name` with `data.message`, or `_tag` with `message`."""

    name: str | None = None
    data: Json | None = None
    tag: str | None = msgspec.field(name="_tag", default=None)
    message: str | None = None


def build_openapi(routes: Iterable[Route], version: str) -> bytes:
    """The OpenAPI 3.1 document, as JSON."""
    listed = sorted(routes, key=lambda route: (route.path, route.method))
    kinds = {kind for route in listed for kind in (route.body, route.query, route.answer) if kind is not None}
    ordered = [*sorted((_to_documented_type(kind) for kind in kinds), key=repr), ErrorBody, *EVENT_TYPES.values()]
    schemas, components = msgspec.json.schema_components(ordered, ref_template=REFERENCE_TEMPLATE)
    schema_of = dict(zip(map(repr, ordered), schemas, strict=True))
    components["Event"] = {
        "anyOf": [_event_schema(kind, schema_of[repr(shape)]) for kind, shape in EVENT_TYPES.items()]
    }
    paths: dict[str, dict[str, Json]] = {}
    names: set[str] = set()
    for route in listed:
        method = "get" if route.method == WEBSOCKET else route.method.lower()
        paths.setdefault(describe_path(route.path), {})[method] = _build_operation(
            route, _make_operation_id(route, names), schema_of, components
        )
    return encode_json(
        {
            "openapi": "3.1.0",
            "info": {"title": "octui", "version": version, "description": "An OpenCode-compatible server."},
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}},
            },
        }
    )


def describe_path(path: str) -> str:
    """A path as OpenAPI has it, where a parameter that may contain slashes is written as all others are."""
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", path)


def _to_documented_type(kind: Any) -> Any:
    """Messages accept parts of any type when decoded; the documented type has only the known ones."""
    return {Message: MessageWithParts, list[Message]: list[MessageWithParts]}.get(kind, kind)


def _event_schema(kind: str, properties: Json) -> Json:
    return {
        "type": "object",
        "properties": {"id": {"type": "string"}, "type": {"const": kind}, "properties": properties},
        "required": ["id", "type", "properties"],
    }


def _build_operation(route: Route, name: str, schema_of: dict[str, Json], components: dict[str, Json]) -> Json:
    operation: Json = {
        "operationId": name,
        "summary": route.summary,
        "parameters": [
            *_path_parameters(route.path),
            *_query_parameters(route.query, schema_of, components),
            *([_DIRECTORY] if route.scope == "instance" else []),
        ],
        "responses": {**_success_responses(route, schema_of), **_error_responses(schema_of)},
    }
    if route.body is not None:
        schema = schema_of[repr(_to_documented_type(route.body))]
        # Inlined rather than referenced: clients look in the operation for the body's properties.
        content = {"application/json": {"schema": _resolve_reference(schema, components)}}
        operation["requestBody"] = {"required": _is_body_required(schema, components), "content": content}
    return operation


def _success_responses(route: Route, schema_of: dict[str, Json]) -> Json:
    if route.method == WEBSOCKET:
        return {"101": {"description": "The WebSocket is open."}}
    if route.answer is None:
        return {"200": {"description": "Done."}, "204": {"description": "Done, without content."}}
    content = {"application/json": {"schema": schema_of[repr(_to_documented_type(route.answer))]}}
    return {"200": {"description": "Done.", "content": content}}


def _error_responses(schema_of: dict[str, Json]) -> Json:
    content = {"application/json": {"schema": schema_of[repr(ErrorBody)]}}
    return {
        status: {"description": words} | ({} if status == "401" else {"content": content})
        for status, words in ERROR_DESCRIPTIONS.items()
    }


def _path_parameters(path: str) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)(?::\w+)?\}", path)
    ]


def _query_parameters(kind: Any, schema_of: dict[str, Json], components: dict[str, Json]) -> list[Json]:
    if kind is None:
        return []
    schema = _resolve_reference(schema_of[repr(_to_documented_type(kind))], components)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": shape}
        for name, shape in schema.get("properties", {}).items()
        if name != "directory"
    ]


def _is_body_required(schema: Json, components: dict[str, Json]) -> bool:
    """Whether an empty object is not a valid body."""
    followed = _resolve_reference(schema, components)
    return bool(followed.get("required")) or "anyOf" in followed or followed.get("type") == "array"


def _resolve_reference(schema: Json, components: dict[str, Json]) -> Json:
    reference = schema.get("$ref")
    return components[str(reference).rpartition("/")[2]] if reference else schema


def _make_operation_id(route: Route, taken: set[str]) -> str:
    """The handler's name; if it serves several paths, as much of the path is appended as tells them apart."""
    handler = f"{route.handler.__module__.rpartition('.')[2]}.{route.handler.__name__}"
    whole_path = f"{route.method.lower()}{route.path.replace('/', '.')}"
    names = (handler, f"{handler}.{route.path.rpartition('/')[2]}", f"{handler}.{whole_path}")
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name


_DIRECTORY: Json = {
    "name": "directory",
    "in": "query",
    "required": False,
    "schema": {"type": "string"},
    "description": "An absolute path; default: the directory the server was started in.",
}
