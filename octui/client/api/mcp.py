"""MCP servers: which there are, and signing in to them."""

from octui.client.address import segment
from octui.client.http.transport import Transport
from octui.wire.mcp import McpAuthorization, McpConfig, McpStatus

CONNECT_SECONDS = 90.0
"""A local server may be downloaded first."""

SIGN_IN_SECONDS = 300.0


class Mcp(Transport):
    async def mcp(self, *, directory: str | None = None) -> dict[str, McpStatus]:
        """The servers by name; 1.1.58 leaves out those added while it runs."""
        return await self.get("/mcp", dict[str, McpStatus], directory=directory)

    async def add_mcp(self, name: str, config: McpConfig, *, directory: str | None = None) -> dict[str, McpStatus]:
        """Add a server until the instance is disposed of, and say how all of them fare."""
        body = {"name": name, "config": config}
        statuses = dict[str, McpStatus]
        return await self.send("POST", "/mcp", statuses, body, directory=directory, timeout=CONNECT_SECONDS)

    async def connect_mcp(self, name: str, *, directory: str | None = None) -> bool:
        """True also when connecting failed: `mcp` has the outcome; no event does."""
        return await self.send("POST", f"{_path(name)}/connect", bool, directory=directory, timeout=CONNECT_SECONDS)

    async def disconnect_mcp(self, name: str, *, directory: str | None = None) -> bool:
        return await self.send("POST", f"{_path(name)}/disconnect", bool, directory=directory)

    async def start_mcp_auth(self, name: str, *, directory: str | None = None) -> McpAuthorization:
        """Begin signing in; raises Rejected for a server that needs none."""
        return await self.send("POST", f"{_path(name)}/auth", McpAuthorization, directory=directory)

    async def finish_mcp_auth(self, name: str, code: str, *, directory: str | None = None) -> McpStatus:
        path = f"{_path(name)}/auth/callback"
        return await self.send("POST", path, McpStatus, {"code": code}, directory=directory, timeout=CONNECT_SECONDS)

    async def authenticate_mcp(self, name: str, *, directory: str | None = None) -> McpStatus:
        """Sign in through a browser the server opens on its own machine, and wait for the outcome."""
        path = f"{_path(name)}/auth/authenticate"
        return await self.send("POST", path, McpStatus, directory=directory, timeout=SIGN_IN_SECONDS)

    async def remove_mcp_oauth(self, name: str, *, directory: str | None = None) -> bool:
        """Forget the tokens of a server; no tested version has the documented `/mcp/{name}/oauth`."""
        removed = await self.send("DELETE", f"{_path(name)}/auth", dict[str, bool], directory=directory)
        return removed.get("success", False)


def _path(name: str) -> str:
    return f"/mcp/{segment(name)}"
