"""What can be done with the server and the connection to it: one protocol for each area."""

from typing import Protocol


class ServerActions(Protocol):
    """Go to another server."""

    def change_server(self) -> None: ...


class StatusActions(Protocol):
    """See how the server and the connection to it are."""

    def find_connection_obstacle(self) -> str: ...
    def show_status(self) -> None: ...
    def show_debug_info(self) -> None: ...


class ProviderActions(Protocol):
    """Connect model providers."""

    def connect_provider(self) -> None: ...


class McpActions(Protocol):
    """See, connect and add MCP servers, and sign in to them."""

    def show_mcp_servers(self) -> None: ...


class ConfigurationActions(Protocol):
    """See and change the server's configuration."""

    def show_configuration(self) -> None: ...


class ToolListActions(Protocol):
    """See the tools that the model is given."""

    def find_tool_obstacle(self) -> str: ...
    def show_tools(self) -> None: ...


class EventLogActions(Protocol):
    """See what the server sends."""

    def show_event_log(self) -> None: ...


class UpdateActions(Protocol):
    """Have the server install a newer version of itself."""

    def has_update(self) -> bool: ...
    def install_update(self) -> None: ...
