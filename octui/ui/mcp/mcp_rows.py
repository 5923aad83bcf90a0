"""MCP servers, their resources and their tools as rows of a panel; pure, so that tests need no screen."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from octui.ui.panels.panel_rows import PanelRow
from octui.ui.status.status_rows import describe_mcp_status
from octui.wire.catalog import Tool
from octui.wire.mcp import McpResource, McpStatus

SERVERS = "Servers"
RESOURCES = "Resources"
TOOLS = "Tools"


def iter_mcp_rows(
    servers: Mapping[str, McpStatus], resources: Mapping[str, McpResource], tools: Sequence[Tool]
) -> Iterator[PanelRow]:
    """Servers by name, then what they offer; the ids are the names of servers, resources and tools."""
    owners = ToolOwners(servers)
    for name, status in sorted(servers.items()):
        yield _server_row(name, status)
    for name, resource in sorted(resources.items()):
        yield _resource_row(name, resource)
    for tool in tools:
        if owner := owners.find_server(tool):
            yield _tool_row(tool, owner)


class ToolOwners:
    """Which of some MCP servers a tool belongs to, by the beginning of its name."""

    def __init__(self, servers: Iterable[str]) -> None:
        self._servers = {re.sub(r"[^A-Za-z0-9_-]", "_", name): name for name in servers}

    def find_server(self, tool: Tool) -> str:
        """The server with the longest name that fits; `""` for the server's own tools."""
        prefix = tool.id.rpartition("_")[0]
        while prefix and prefix not in self._servers:
            prefix = prefix.rpartition("_")[0]
        return self._servers.get(prefix, "")


def _server_row(name: str, status: McpStatus) -> PanelRow:
    mark, style, words = describe_mcp_status(status.status)
    return PanelRow(
        id=name,
        title=name,
        detail=f"{words}: {status.error}" if status.error else words,
        group=SERVERS,
        glyph=mark,
        style=style,
    )


def _resource_row(name: str, resource: McpResource) -> PanelRow:
    facts = (resource.uri, resource.mime_type, f"from {resource.client}" if resource.client else "")
    return PanelRow(
        id=name,
        title=resource.name,
        detail=" · ".join(fact for fact in facts if fact),
        group=RESOURCES,
        glyph=" ",
        about=resource.description or "",
        copied=resource.uri,
    )


def _tool_row(tool: Tool, owner: str) -> PanelRow:
    return PanelRow(
        id=tool.id,
        title=tool.id,
        detail=f"from {owner}",
        group=TOOLS,
        glyph=" ",
        about=tool.description,
        copied=tool.id,
    )
