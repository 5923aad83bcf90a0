"""The tools, prompts and results of MCP servers, independent of the `mcp` package."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from octui.wire.struct import Json

TAKEN_NAMES: Final = frozenset({"external_directory", "doom_loop", "apply_patch"})
"""Names of permissions and tools that the server and the tool of an MCP server could form together."""


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


def give_own_names(tools: Iterable[McpTool], servers: Sequence[str]) -> tuple[McpTool, ...]:
    """The tools under names that no two of them share, and that belong to their server alone.

    Rules and grants know a tool by its name: `b_c` of the server `a` must not pass for `c` of the server `a_b`, also
    while that one is not connected. `servers` are all that are known, those that were known first before the others.
    """
    given: dict[str, McpTool] = {}
    for tool in tools:
        name, number = tool.id, 1
        while name in given or name in TAKEN_NAMES or (number == 1 and _belongs_to_another(tool, servers)):
            number += 1
            name = f"{tool.id}_{number}"
        given[name] = replace(tool, id=name)
    return tuple(given.values())


def _belongs_to_another(tool: McpTool, servers: Sequence[str]) -> bool:
    """Whether its name begins with that of a server with a longer name, or with one that is known for longer."""
    own = (len(tool.server), -servers.index(tool.server) if tool.server in servers else -len(servers))
    return any(
        tool.id.startswith(qualify_name(server, "")) and (len(server), -place) > own
        for place, server in enumerate(servers)
        if server != tool.server
    )
