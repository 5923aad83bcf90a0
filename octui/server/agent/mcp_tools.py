"""The tools of MCP servers."""

from typing import Self

import msgspec

from octui.server.agent.models.language_model import ToolOffer
from octui.server.agent.tools.tool import AnyTool, Tool, ToolContext, ToolFailed, ToolResult
from octui.server.identifiers import create_ascending_id
from octui.server.instance import Instance
from octui.server.mcp.catalog import McpError, McpTool
from octui.server.mcp.service import McpService
from octui.server.permissions.rules import Rules, is_tool_denied
from octui.wire.parts import FilePart
from octui.wire.struct import Json


class McpArguments(msgspec.Struct):
    """Arguments that only the MCP server itself validates."""

    values: Json = {}


class _McpTool(Tool[McpArguments]):
    """A tool whose arguments are passed on unchanged."""

    def parse_arguments(self, arguments: object) -> McpArguments:
        return McpArguments(arguments if isinstance(arguments, dict) else {})


class McpTools:
    """The tools of an instance's MCP servers; each call needs permission under the tool's name."""

    def __init__(self, instance: Instance) -> None:
        self._mcp = instance.get_service(McpService)

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance)

    async def list_tool_offers(self, rules: Rules) -> list[ToolOffer]:
        await self._mcp.wait_for_servers()
        return [
            ToolOffer(tool.id, tool.description, tool.parameters)
            for tool in self._mcp.list_server_tools()
            if not is_tool_denied(rules, tool.id)
        ]

    def find_mcp_tool(self, name: str) -> AnyTool | None:
        tool = next((tool for tool in self._mcp.list_server_tools() if tool.id == name), None)
        return None if tool is None else self._wrap_mcp_tool(tool)

    def _wrap_mcp_tool(self, tool: McpTool) -> AnyTool:
        async def execute_mcp_tool(context: ToolContext, arguments: McpArguments) -> ToolResult:
            await context.require_permission(tool.id, ["*"], always=["*"], metadata=arguments.values)
            try:
                result = await self._mcp.call_mcp_tool(tool, arguments.values)
            except McpError as problem:
                raise ToolFailed(str(problem)) from problem
            if result.failed:
                raise ToolFailed(result.text or "The tool failed without an error message.")
            attachments = tuple(
                FilePart(id=create_ascending_id("prt"), mime=file.mime, url=f"data:{file.mime};base64,{file.base64}")
                for file in result.files
            )
            return ToolResult(result.text, "", {"truncated": False}, attachments)

        return _McpTool(tool.id, tool.description, McpArguments, execute_mcp_tool)
