"""Acts on the servers the server itself uses."""

from textual import on

from octui.ui.deeds import Deeds
from octui.ui.desk import Desk
from octui.ui.messages import SwitchMcp
from octui.wire.mcp import McpStatus


class HelperActs(Desk):
    """MCP servers, connected and disconnected."""

    @on(SwitchMcp)
    def _switch_mcp(self, message: SwitchMcp) -> None:
        name = message.name

        async def switch(deeds: Deeds) -> McpStatus | None:
            await deeds.switch_mcp(name)
            if self.resync is not None:
                await self.resync.helpers()
            return self.store.state.mcp.get(name)

        def switched(status: McpStatus | None) -> None:
            if status is not None and status.error:
                self.complain(f"{name} is not connected", status.error)
            elif status is not None:
                self.say(f"{name}: {status.status.replace('_', ' ')}")

        self.perform(f"{name} was not switched", switch, switched)
