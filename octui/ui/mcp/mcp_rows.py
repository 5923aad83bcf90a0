"""MCP servers, their resources and their tools as rows of a panel; pure, so that tests need no screen."""

import re
from collections.abc import Mapping, Sequence

from octui.ui.panels.panel_rows import PanelRow
from octui.ui.status.status_rows import describe_mcp_status
from octui.wire.catalog import Tool
from octui.wire.mcp import McpResource, McpStatus

SERVERS = "Servers"
RESOURCES = "Resources"
TOOLS = "Tools"


def build_mcp_rows(
    servers: Mapping[str, McpStatus], resources: Mapping[str, McpResource], tools: Sequence[Tool]
) -> list[PanelRow]:
    """Servers by name, then what they offer; the ids are the names of servers, resources and tools."""
    return [
        *(_server_row(name, status) for name, status in sorted(servers.items())),
        *(_resource_row(name, resource) for name, resource in sorted(resources.items())),
        *(_tool_row(tool, servers) for tool in tools if find_tool_server(tool, servers)),
    ]


def find_tool_server(tool: Tool, servers: Mapping[str, McpStatus]) -> str:
    """The MCP server that a tool belongs to, by the beginning of its name; `""` for the server's own tools."""
    matching = [name for name in servers if tool.id.startswith(f"{re.sub(r'[^A-Za-z0-9_-]', '_', name)}_")]
    return max(matching, key=len, default="")


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


def _tool_row(tool: Tool, servers: Mapping[str, McpStatus]) -> PanelRow:
    owner = find_tool_server(tool, servers)
    return PanelRow(
        id=tool.id,
        title=tool.id,
        detail=f"from {owner}",
        group=TOOLS,
        glyph=" ",
        about=tool.description,
        copied=tool.id,
    )
