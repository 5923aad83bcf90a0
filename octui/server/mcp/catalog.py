"""What MCP servers offer, in words of our own: nothing here needs the `mcp` package."""

import re
from dataclasses import dataclass

from octui.wire.struct import Json


class McpError(Exception):
    """A server that cannot be reached or refused; `str()` is one sentence for a person."""


@dataclass(frozen=True)
class McpTool:
    """A tool under the name models call it by; `parameters` is a JSON schema."""

    id: str
    server: str
    name: str
    description: str
    parameters: Json


@dataclass(frozen=True)
class McpPrompt:
    """A prompt under the name it has as a command; `arguments` are the names of what it asks for."""

    id: str
    server: str
    name: str
    description: str
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class McpFile:
    """Content that is no text, in base64."""

    mime: str
    base64: str


@dataclass(frozen=True)
class McpResult:
    """What a tool, a prompt or a resource came to."""

    text: str
    files: tuple[McpFile, ...] = ()
    failed: bool = False


def qualify_name(server: str, name: str) -> str:
    """A name that every model takes: `server_name`, of letters, digits, `_` and `-`."""
    return "_".join(re.sub(r"[^A-Za-z0-9_-]", "_", word) for word in (server, name))
