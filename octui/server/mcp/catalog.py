"""The tools, prompts and results of MCP servers, independent of the `mcp` package."""

import re
from dataclasses import dataclass

from octui.wire.struct import Json


class McpError(Exception):
    """A server cannot be reached or returned an error; `str()` is one sentence for the user."""


@dataclass(frozen=True)
class McpTool:
    """A tool with the name models use; `parameters` is a JSON schema."""

    id: str
    server: str
    name: str
    description: str
    parameters: Json


@dataclass(frozen=True)
class McpPrompt:
    """A prompt with its name as a slash command; `arguments` are the names of its parameters."""

    id: str
    server: str
    name: str
    description: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class McpFile:
    """Content other than text, in base64."""

    mime: str
    base64: str


@dataclass(frozen=True)
class McpResult:
    """The result of a tool, a prompt or a resource."""

    text: str
    files: tuple[McpFile, ...] = ()
    failed: bool = False


def qualify_name(server: str, name: str) -> str:
    """A name that every model accepts: `server_name`, of letters, digits, `_` and `-`."""
    return "_".join(re.sub(r"[^A-Za-z0-9_-]", "_", word) for word in (server, name))
