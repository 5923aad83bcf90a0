"""The MCP servers of one directory."""

import asyncio
from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Self

import msgspec

from octui.server.event_bus import EventBus
from octui.server.instance import Instance
from octui.server.mcp.catalog import McpError, McpPrompt, McpResult, McpTool, give_own_names
from octui.wire.mcp import McpConfig, McpResource, McpStatus
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.mcp.connection import McpConnection

PACKAGE = "mcp_types"
"""Only `mcp` releases that this server supports contain this package."""

PATIENCE_SECONDS = 5.0

LACKING = McpStatus(status="failed", error="MCP servers need an extra package: pip install 'octui[mcp]'.")
WAITING = McpStatus(status="failed", error="It is not started before you trust this folder.")
DISABLED = McpStatus(status="disabled")


class UnknownMcpServer(Exception):
    """No MCP server with that name is configured."""


class McpService:
    """The configured servers, connected on first use, and those added until the instance is disposed of."""

    def __init__(self, bus: EventBus, directory: str, configured: Json, waiting: Iterable[str] = ()) -> None:
        """`waiting` are the names of servers that a project asks for and the user has not agreed to."""
        self._bus = bus
        self._directory = directory
        self._configured: dict[str, McpConfig] = {}
        self._unusable: dict[str, McpStatus] = {}
        self._connections: dict[str, McpConnection] = {}
        self._unusable |= dict.fromkeys(waiting, WAITING)
        for name, values in configured.items():
            try:
                self._configured[name] = msgspec.convert(values, McpConfig)
            except msgspec.ValidationError as wrong:
                self._unusable[name] = McpStatus(status="failed", error=f"Its configuration is invalid: {wrong}.")
        for name, config in self._configured.items():
            if config.enabled is not False:
                self._start_connection(name)

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        config = instance.config
        configured = config.get_object("mcp")
        asked = () if config.trust.is_trusted else config.trust.list_requested_names("mcp")
        return cls(instance.bus, instance.directory, configured, [name for name in asked if name not in configured])

    async def wait_for_servers(self) -> None:
        """Wait until every server is connected or has failed, up to a limit."""
        waiting = [asyncio.create_task(connection.wait_until_settled()) for connection in self._connections.values()]
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=PATIENCE_SECONDS)
            for task in late:
                task.cancel()

    def get_server_statuses(self) -> dict[str, McpStatus]:
        return {name: self._server_status(name) for name in (*self._configured, *self._unusable)}

    async def add_server(self, name: str, config: McpConfig) -> None:
        """Add or replace a server, and connect to it unless it is disabled."""
        await self._close_connection(name)
        self._unusable.pop(name, None)
        self._configured[name] = config
        if config.enabled is not False:
            await self._await_connection(name)
        self._publish_tools_changed(name)

    async def connect_server(self, name: str) -> None:
        """Connect or reconnect; the status shows whether it worked."""
        self._require_known(name)
        await self._close_connection(name)
        if name in self._configured:
            await self._await_connection(name)
        self._publish_tools_changed(name)

    async def disconnect_server(self, name: str) -> None:
        self._require_known(name)
        await self._close_connection(name)
        self._publish_tools_changed(name)

    def find_server_config(self, name: str) -> McpConfig | None:
        """The configuration of a server, None if it is invalid; raises UnknownMcpServer."""
        self._require_known(name)
        return self._configured.get(name)

    def list_server_tools(self) -> tuple[McpTool, ...]:
        """The tools of all connected servers."""
        offered = (tool for connection in self._connections.values() for tool in connection.tools)
        return give_own_names(offered, list(self._configured))

    async def call_mcp_tool(self, tool: McpTool, arguments: dict[str, object]) -> McpResult:
        """Raises McpError when the server cannot be reached; a failing tool is a normal result.

        Another server may offer a tool of this name by now: the one that was allowed is called, or none.
        """
        if (connection := self._connections.get(tool.server)) is None:
            raise McpError(f"The MCP server {tool.server} is not connected.")
        return await connection.call_server_tool(tool.name, arguments)

    def list_server_prompts(self) -> tuple[McpPrompt, ...]:
        return tuple(prompt for connection in self._connections.values() for prompt in connection.prompts)

    async def get_mcp_prompt(self, prompt_id: str, arguments: dict[str, str]) -> McpResult:
        """A prompt with its arguments filled in; raises McpError."""
        for prompt in self.list_server_prompts():
            if prompt.id == prompt_id:
                return await self._connections[prompt.server].get_server_prompt(prompt.name, arguments)
        raise McpError(f"No such MCP prompt: {prompt_id}.")

    def list_server_resources(self) -> dict[str, McpResource]:
        """Resources of all connected servers, keyed by `server:uri`."""
        offered = (resource for connection in self._connections.values() for resource in connection.resources)
        return {f"{resource.client}:{resource.uri}": resource for resource in offered}

    async def read_mcp_resource(self, server: str, uri: str) -> McpResult:
        """A resource's content; raises McpError."""
        if (connection := self._connections.get(server)) is None:
            raise McpError(f"The MCP server {server} is not connected.")
        return await connection.read_server_resource(uri)

    async def shut_down(self) -> None:
        await asyncio.gather(*(self._close_connection(name) for name in list(self._connections)))

    def _server_status(self, name: str) -> McpStatus:
        if (connection := self._connections.get(name)) is not None:
            return connection.status
        if name in self._unusable:
            return self._unusable[name]
        if not _is_package_installed() and self._configured[name].enabled is not False:
            return LACKING
        return DISABLED

    def _start_connection(self, name: str) -> None:
        if _is_package_installed():
            # Importing the library takes longer than the rest of the server, and most users have no MCP servers.
            from octui.server.mcp.connection import McpConnection

            config = self._configured[name]
            self._connections[name] = McpConnection(name, config, self._directory, self._publish_tools_changed)

    async def _await_connection(self, name: str) -> None:
        self._start_connection(name)
        if (connection := self._connections.get(name)) is not None:
            await connection.wait_until_settled()

    async def _close_connection(self, name: str) -> None:
        if (connection := self._connections.pop(name, None)) is not None:
            await connection.close_connection()

    def _require_known(self, name: str) -> None:
        if name not in self._configured and name not in self._unusable:
            raise UnknownMcpServer(name)

    def _publish_tools_changed(self, name: str) -> None:
        """A server's tools come and go with it; OpenCode reports only what servers themselves announce."""
        self._bus.publish_event("mcp.tools.changed", {"server": name}, self._directory)


def _is_package_installed() -> bool:
    return find_spec(PACKAGE) is not None
