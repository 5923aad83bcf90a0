"""Acts on the servers the server itself uses."""

from textual import on

from octui.ui.controllers.context import AppContext
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.messages import ToggleMcpServer
from octui.wire.mcp import McpStatus


class McpController(AppContext):
    """MCP servers, connected and disconnected."""

    @on(ToggleMcpServer)
    def _toggle_mcp(self, message: ToggleMcpServer) -> None:
        name = message.name

        async def toggle_and_reload(deeds: ServerCalls) -> McpStatus | None:
            await deeds.toggle_mcp_server(name)
            if self.resync is not None:
                await self.resync.load_mcp_and_lsp()
            return self.store.state.mcp.get(name)

        def report_status(status: McpStatus | None) -> None:
            if status is not None and status.error:
                self.notify_error(f"{name} is not connected", status.error)
            elif status is not None:
                self.notify_info(f"{name}: {status.status.replace('_', ' ')}")

        self.run_call(f"{name} was not switched", toggle_and_reload, report_status)
