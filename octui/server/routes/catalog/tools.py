"""The agents' tools."""

from octui.server.agent.tools.registry import TOOLS
from octui.server.http.routing import Call, Route
from octui.server.mcp.service import McpService
from octui.wire.catalog import Tool
from octui.wire.struct import Wire


class ToolsQuery(Wire, frozen=True):
    """Both are required: OpenCode servers choose tools by model."""

    provider: str
    model: str


async def list_tool_ids(_call: Call) -> list[str]:
    return list(TOOLS)


async def list_tools(call: Call) -> list[Tool]:
    """The server's own tools, then those of its MCP servers."""
    mcp = call.instance.get_service(McpService)
    await mcp.wait_for_servers()
    return [
        *(Tool(id=tool.name, description=tool.description, parameters=tool.parameters) for tool in TOOLS.values()),
        *(
            Tool(id=tool.id, description=tool.description, parameters=tool.parameters)
            for tool in mcp.list_server_tools()
        ),
    ]


ROUTES = (
    Route("GET", "/experimental/tool/ids", list_tool_ids, "The names of the tools", answer=list[str]),
    Route(
        "GET", "/experimental/tool", list_tools, "The tools and their parameters", query=ToolsQuery, answer=list[Tool]
    ),
)
