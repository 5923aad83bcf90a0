"""MCP servers: their status, and signing in to them."""

from octui.client.address import quote_path_segment
from octui.client.capable_transport import CapableTransport
from octui.client.errors import mark_undelivered
from octui.wire.mcp import McpAuthorization, McpConfig, McpStatus

CONNECT_SECONDS = 90.0
"""A local server may be downloaded first."""

SIGN_IN_SECONDS = 300.0


class McpApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self, *, directory: str | None = None) -> dict[str, McpStatus]:
        """The servers by name; 1.1.58 leaves out those added while it runs."""
        return await self._transport.get_json("/mcp", dict[str, McpStatus], directory=directory)

    async def add(self, name: str, config: McpConfig, *, directory: str | None = None) -> dict[str, McpStatus]:
        """Add a server until the instance is disposed of; returns the statuses of all servers."""
        body = {"name": name, "config": config}
        statuses = dict[str, McpStatus]
        return await self._transport.send_json(
            "POST", "/mcp", statuses, body, directory=directory, timeout=CONNECT_SECONDS
        )

    async def connect(self, name: str, *, directory: str | None = None) -> bool:
        """True also when connecting failed: `list` has the outcome; no event does."""
        return await self._transport.send_json(
            "POST", f"{_mcp_path(name)}/connect", bool, directory=directory, timeout=CONNECT_SECONDS
        )

    async def disconnect(self, name: str, *, directory: str | None = None) -> bool:
        return await self._transport.send_json("POST", f"{_mcp_path(name)}/disconnect", bool, directory=directory)

    async def start_auth(self, name: str, *, directory: str | None = None) -> McpAuthorization:
        """Begin signing in; raises Rejected for a server that needs none.

        Whatever goes wrong, nothing was signed in to yet.
        """
        path = f"{_mcp_path(name)}/auth"
        with mark_undelivered():
            return await self._transport.send_json("POST", path, McpAuthorization, directory=directory)

    async def finish_auth(self, name: str, code: str, *, directory: str | None = None) -> McpStatus:
        path = f"{_mcp_path(name)}/auth/callback"
        return await self._transport.send_json(
            "POST", path, McpStatus, {"code": code}, directory=directory, timeout=CONNECT_SECONDS
        )

    async def authenticate(self, name: str, *, directory: str | None = None) -> McpStatus:
        """Sign in through a browser the server opens on its own machine, and wait for the outcome."""
        path = f"{_mcp_path(name)}/auth/authenticate"
        return await self._transport.send_json("POST", path, McpStatus, directory=directory, timeout=SIGN_IN_SECONDS)

    async def remove_auth(self, name: str, *, directory: str | None = None) -> bool:
        """Forget the tokens of a server; no tested version has the documented `/mcp/{name}/oauth`."""
        removed = await self._transport.send_json(
            "DELETE", f"{_mcp_path(name)}/auth", dict[str, bool], directory=directory
        )
        return removed.get("success", False)


def _mcp_path(name: str) -> str:
    return f"/mcp/{quote_path_segment(name)}"
