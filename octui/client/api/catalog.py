"""What a server offers to choose from."""

from octui.client.http.transport import Transport
from octui.wire.catalog import Agent, Command
from octui.wire.instance import Formatter, LanguageServer, Skill
from octui.wire.mcp import McpResource
from octui.wire.tools import Tool


class Catalog(Transport):
    async def agents(self, *, directory: str | None = None) -> tuple[Agent, ...]:
        """All agents, in the server's order, hidden ones and subagents included."""
        return await self.get_list("/agent", Agent, directory=directory)

    async def commands(self, *, directory: str | None = None) -> tuple[Command, ...]:
        return await self.get_list("/command", Command, directory=directory)

    async def skills(self, *, directory: str | None = None) -> tuple[Skill, ...]:
        return await self.get_list("/skill", Skill, directory=directory)

    async def lsp(self, *, directory: str | None = None) -> tuple[LanguageServer, ...]:
        """The language servers that run."""
        return await self.get_list("/lsp", LanguageServer, directory=directory)

    async def formatter(self, *, directory: str | None = None) -> tuple[Formatter, ...]:
        return await self.get_list("/formatter", Formatter, directory=directory)

    async def tool_ids(self, *, directory: str | None = None) -> tuple[str, ...]:
        return await self.get_list("/experimental/tool/ids", str, directory=directory)

    async def tools(self, provider_id: str, model_id: str, *, directory: str | None = None) -> tuple[Tool, ...]:
        """The tools this model is given, with their schemas."""
        query = {"provider": provider_id, "model": model_id}
        return await self.get_list("/experimental/tool", Tool, directory=directory, query=query)

    async def resources(self, *, directory: str | None = None) -> dict[str, McpResource]:
        """The resources of all MCP servers, by a name that is unique among them."""
        return await self.get("/experimental/resource", dict[str, McpResource], directory=directory)
