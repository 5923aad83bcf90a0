"""The interface of a tool: name, description for the model, arguments, and the function that runs it."""

import copy
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

import msgspec

from octui.server.agent.tools.workspace_paths import WorkspacePaths
from octui.server.instance import Instance
from octui.server.permissions.pattern_doubts import NO_DOUBTS, PatternDoubts
from octui.server.permissions.read_rules import ReadRules
from octui.server.permissions.rules import Rules
from octui.wire.parts import FilePart
from octui.wire.sessions import Session
from octui.wire.struct import Json

ToolArguments = TypeVar("ToolArguments", bound=msgspec.Struct)


class ToolFailed(Exception):
    """A call failed; the message is shown to the model and to the user."""


class InvalidArguments(ToolFailed):
    """The arguments do not match the tool's schema."""

    def __init__(self, tool: str, wrong: object) -> None:
        super().__init__(
            f"The {tool} tool was called with invalid arguments: {wrong}.\nRewrite the arguments to match its schema."
        )


@dataclass(frozen=True, slots=True)
class ToolResult:
    """The result of a call: `output` for the model, `title` and `metadata` for the user."""

    output: str
    title: str = ""
    metadata: Json = field(default_factory=dict)
    attachments: tuple[FilePart, ...] = ()


class ToolContext(Protocol):
    """What a tool is given to run one call."""

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

    @property
    def rules(self) -> Rules: ...

    @property
    def read_rules(self) -> ReadRules: ...

    def show_progress(self, metadata: Json, title: str | None = None) -> None:
        """Show the user the progress of the call."""

    async def require_permission(
        self,
        permission: str,
        patterns: Collection[str],
        *,
        always: Collection[str] = (),
        metadata: Json | None = None,
        doubts: PatternDoubts = NO_DOUBTS,
    ) -> None:
        """Return once this is allowed; raises PermissionDenied or PermissionRejected."""

    async def require_path_access(self, path: Path, *, folder: bool = False) -> Path:
        """The real path, once it may be accessed; paths outside the workspace need permission.

        Links may lead elsewhere by then: whoever goes on uses the real path.
        """
        ...

    async def delegate_task(self, agent: str, prompt: str, description: str, resumed: str | None) -> ToolResult:
        """Run a task in a subagent, in its own session."""
        ...


async def resolve_allowed_folder(context: ToolContext, path: str | None) -> Path:
    """A folder that a tool names, or that of the session, once it may be accessed; raises ToolFailed if it is none."""
    folder = context.paths.resolve_path(path or ".")
    if not folder.is_dir():
        raise ToolFailed(f"Directory not found: {folder}")
    await context.require_path_access(folder, folder=True)
    return folder


@dataclass(frozen=True)
class Tool(Generic[ToolArguments]):
    """A tool; `execute_tool` is given arguments that match `arguments_type`, and raises ToolFailed."""

    name: str
    description: str
    arguments_type: type[ToolArguments]
    execute_tool: Callable[[ToolContext, ToolArguments], Awaitable[ToolResult]]

    @property
    def parameters(self) -> Json:
        return build_json_schema(self.arguments_type)

    def parse_arguments(self, given: object) -> ToolArguments:
        """The arguments as the tool's type; raises InvalidArguments."""
        try:
            return msgspec.convert(given, self.arguments_type, strict=False)
        except msgspec.ValidationError as wrong:
            raise InvalidArguments(self.name, wrong) from wrong


AnyTool = Tool[Any]


def build_json_schema(arguments: type[msgspec.Struct]) -> Json:
    """The JSON schema of a struct, with references inlined: models handle `$ref` badly."""
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
