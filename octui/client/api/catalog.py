"""The agents, commands, skills, language servers and tools that a server offers."""

from octui.client.capable_transport import CapableTransport
from octui.wire.catalog import Agent, Command, Tool
from octui.wire.instance import Formatter, LanguageServer, Skill
from octui.wire.mcp import McpResource


class CatalogApi:
    """Agents, commands, skills, language servers and tools of a directory."""

    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list_agents(self, *, directory: str | None = None) -> tuple[Agent, ...]:
        """All agents, in the server's order, hidden ones and subagents included."""
        return await self._transport.get_json_list("/agent", Agent, directory=directory)

    async def list_commands(self, *, directory: str | None = None) -> tuple[Command, ...]:
        return await self._transport.get_json_list("/command", Command, directory=directory)

    async def list_skills(self, *, directory: str | None = None) -> tuple[Skill, ...]:
        return await self._transport.get_json_list("/skill", Skill, directory=directory)

    async def list_language_servers(self, *, directory: str | None = None) -> tuple[LanguageServer, ...]:
        """The language servers that run."""
        return await self._transport.get_json_list("/lsp", LanguageServer, directory=directory)

    async def list_formatters(self, *, directory: str | None = None) -> tuple[Formatter, ...]:
        return await self._transport.get_json_list("/formatter", Formatter, directory=directory)

    async def list_tool_ids(self, *, directory: str | None = None) -> tuple[str, ...]:
        return await self._transport.get_json_list("/experimental/tool/ids", str, directory=directory)

    async def list_tools(self, provider_id: str, model_id: str, *, directory: str | None = None) -> tuple[Tool, ...]:
        """The tools this model is given, with their schemas."""
        query = {"provider": provider_id, "model": model_id}
        return await self._transport.get_json_list("/experimental/tool", Tool, directory=directory, query=query)

    async def list_resources(self, *, directory: str | None = None) -> dict[str, McpResource]:
        """The resources of all MCP servers, by a name that is unique among them."""
        return await self._transport.get_json("/experimental/resource", dict[str, McpResource], directory=directory)
