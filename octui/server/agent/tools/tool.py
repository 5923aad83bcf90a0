"""What a tool is: a name, words for the model, arguments, and what it does with them."""

import copy
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

import msgspec

from octui.server.agent.tools.workspace_paths import WorkspacePaths
from octui.server.instance import Instance
from octui.wire.parts import FilePart
from octui.wire.sessions import Session
from octui.wire.struct import Json

ToolArguments = TypeVar("ToolArguments", bound=msgspec.Struct)


class ToolFailed(Exception):
    """A call came to nothing; its words go to the model, and are what a person reads."""


class InvalidArguments(ToolFailed):
    """The arguments are not what the tool takes."""

    def __init__(self, tool: str, wrong: object) -> None:
        super().__init__(
            f"The {tool} tool was called with invalid arguments: {wrong}.\n"
            "Write the arguments again so that they fit its schema."
        )


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a call brought: `output` for the model, `title` and `metadata` for people."""

    output: str
    title: str = ""
    metadata: Json = field(default_factory=dict)
    attachments: tuple[FilePart, ...] = ()


class ToolContext(Protocol):
    """The circumstances of one call."""

    @property
    def instance(self) -> Instance: ...

    @property
    def session(self) -> Session: ...

    @property
    def message_id(self) -> str: ...

    @property
    def call_id(self) -> str: ...

    @property
    def paths(self) -> WorkspacePaths: ...

    def show_progress(self, metadata: Json, title: str | None = None) -> None:
        """Show people how far it has come."""

    async def require_permission(
        self,
        permission: str,
        patterns: Collection[str],
        *,
        always: Collection[str] = (),
        metadata: Json | None = None,
        doubtful: Collection[str] = (),
        other_spellings: Iterable[str] = (),
    ) -> None:
        """Go on only when this is allowed; raises Denied, or Rejected."""

    async def require_path_access(self, path: Path, *, folder: bool = False) -> None:
        """Go on only when this path may be used, inside the project or outside of it."""

    async def delegate_task(self, agent: str, prompt: str, description: str, resumed: str | None) -> ToolResult:
        """Have a subagent do work in a session of its own."""
        ...


@dataclass(frozen=True)
class Tool(Generic[ToolArguments]):
    """A tool; `run` is given arguments that fit `arguments`, and raises ToolFailed."""

    name: str
    description: str
    arguments_type: type[ToolArguments]
    execute_tool: Callable[[ToolContext, ToolArguments], Awaitable[ToolResult]]

    @property
    def parameters(self) -> Json:
        return build_json_schema(self.arguments_type)

    def parse_arguments(self, given: object) -> ToolArguments:
        """The arguments as the tool takes them; raises InvalidArguments."""
        try:
            return msgspec.convert(given, self.arguments_type, strict=False)
        except msgspec.ValidationError as wrong:
            raise InvalidArguments(self.name, wrong) from wrong


AnyTool = Tool[Any]


def build_json_schema(arguments: type[msgspec.Struct]) -> Json:
    """The JSON schema of a struct, in one piece: models follow references badly."""
    schema = msgspec.json.schema(arguments)
    definitions = schema.pop("$defs", {})
    return cast(Json, _inline_references(schema, definitions))


def _inline_references(schema: object, definitions: dict[str, Json]) -> object:
    if isinstance(schema, list):
        return [_inline_references(element, definitions) for element in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        named = copy.deepcopy(definitions[reference.rpartition("/")[2]])
        return _inline_references(
            {**named, **{key: value for key, value in schema.items() if key != "$ref"}}, definitions
        )
    return {key: _inline_references(value, definitions) for key, value in schema.items() if key != "title"}
