"""OpenCode 1.18.33's own description of its answers and events, and whether a server sends what it describes."""

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from octui.wire.struct import Json

DOCUMENT = Path(__file__).parents[2] / "fixtures" / "1.18.33" / "doc.json.gz"

REFUSED: Json = {"$ref": "#/components/schemas/BadRequestError"}
"""How 1.18.33 refuses what it cannot decode on its v1 routes, also where its description names another error."""

UNDESCRIBED_EVENTS = ("server.heartbeat",)
"""Events that 1.18.33 sends and does not describe."""

_WHOLE_AS_FLOAT = re.compile(r"-?\d+\.0+$")


class ApiDocument:
    """The schemas of the answers of every operation, and of every event, by the names that requests and events have."""

    def __init__(self) -> None:
        self.document: Json = json.loads(gzip.decompress(DOCUMENT.read_bytes()))
        paths = sorted(self.document["paths"], key=lambda path: [part.startswith("{") for part in path.split("/")])
        self._templates = [(re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), path) for path in paths]
        self._validators: dict[str, Draft202012Validator] = {}
        self._unions: dict[str, dict[str, Json]] = {}

    def find_operation(self, method: str, path: str) -> tuple[str, Json] | None:
        """The template of a path, with what is described of this method; None where nothing is."""
        for pattern, template in self._templates:
            if pattern.fullmatch(path) and (found := self.document["paths"][template].get(method.lower())):
                return template, found
        return None

    def check_answer(self, method: str, path: str, status: int, media: str, body: bytes) -> list[str]:
        """What is wrong with an answer; nothing where its status is not described."""
        found = self.find_operation(method, path)
        described = found and found[1]["responses"].get(str(status))
        if not described:
            return []
        contents: Json = described.get("content", {})
        name = f"{method} {path} {status}"
        if not contents:
            return [f"{name}: has a body"] if body else []
        if (schema := next((held["schema"] for kind, held in contents.items() if media in kind), None)) is None:
            return [f"{name}: is {media}, not {' or '.join(contents)}"]
        if media != "application/json":
            return []
        refused = status == 400 and not path.startswith("/api/")
        return self._check(name, {"anyOf": [schema, REFUSED]} if refused else schema, body)

    def check_event(self, frame: bytes, union: str) -> list[str]:
        """What is wrong with an event that a stream of this union (`Event`, `GlobalEvent`, `V2Event`) sent."""
        envelope = json.loads(frame)
        event = envelope["payload"] if union == "GlobalEvent" else envelope
        if event["type"] in UNDESCRIBED_EVENTS:
            return []
        schema = self._list_event_schemas(union).get(event["type"])
        if schema is None:
            return [f"{union} {event['type']}: is not described"]
        payload = json.dumps(event).encode() if union == "GlobalEvent" else frame
        return self._check(f"{union} {event['type']}", schema, payload)

    def _list_event_schemas(self, union: str) -> dict[str, Json]:
        if (known := self._unions.get(union)) is not None:
            return known
        schemas = self.document["components"]["schemas"]
        members = schemas["Event" if union == "GlobalEvent" else union]["anyOf"]
        followed = [schemas[member["$ref"].rpartition("/")[2]] if "$ref" in member else member for member in members]
        self._unions[union] = {member["properties"]["type"]["enum"][0]: member for member in followed}
        return self._unions[union]

    def _check(self, name: str, schema: Json, body: bytes) -> list[str]:
        wrong: list[str] = []

        def parse_number(literal: str) -> float:
            if _WHOLE_AS_FLOAT.match(literal):
                wrong[:] = [f"{name}: a whole number has a fraction, which typed clients refuse"]
            return float(literal)

        value: Any = json.loads(body, parse_float=parse_number)
        key = json.dumps(schema)
        if (validator := self._validators.get(key)) is None:
            whole = {**schema, "components": self.document["components"]}
            validator = self._validators[key] = Draft202012Validator(whole)
        for problem in map(_find_cause, validator.iter_errors(value)):
            place = "/".join(map(str, problem.instance_path))
            wrong.append(f"{name}: at {place or 'the top'}: {problem.message[:600]}")
        return wrong


def _find_cause(problem: ValidationError) -> ValidationError:
    """In the alternative that was meant: whose fixed values are right, or else the one with the fewest faults."""
    while isinstance(problem.kind, ValidationErrorKind.AnyOf):
        problem = min(problem.kind.context, key=_rate_alternative)[0]
    return problem


def _rate_alternative(problems: list[ValidationError]) -> tuple[bool, int]:
    return any(isinstance(problem.kind, ValidationErrorKind.Enum) for problem in problems), len(problems)


@cache
def load_api_document() -> ApiDocument:
    """OpenCode 1.18.33's description, read once."""
    return ApiDocument()
