"""Connect and disconnect the MCP servers that the server uses."""

from octui.ui.controllers.context import AppContext
from octui.wire.mcp import McpStatus


class McpController:
    """What the sidebar's list of MCP servers can do."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    def toggle_mcp_server(self, name: str) -> None:
        """Connect an MCP server, or disconnect it when it is connected."""
        server = self._context.server

        async def toggle_and_reload() -> McpStatus | None:
            if server is not None:
                await server.server_calls.toggle_mcp_server(name)
                await server.resync.load_mcp_and_lsp()
            return self._context.store.state.mcp.get(name)

        def report_status(status: McpStatus | None) -> None:
            if status is not None and status.error:
                self._context.notify_error(f"{name} is not connected", status.error)
            elif status is not None:
                self._context.notify_info(f"{name}: {status.status.replace('_', ' ')}")

        self._context.run_call(f"Could not change {name}", lambda _: toggle_and_reload(), report_status)
