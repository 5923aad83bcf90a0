"""The server itself: its health, what it can do, its instances and its log."""

from typing import Final

from octui.client.capabilities import Capabilities
from octui.client.capable_transport import CapableTransport
from octui.client.http.transport import omit_none
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.health import Health
from octui.wire.instance import Paths
from octui.wire.struct import Json, Wire


class _Experimental(Wire, frozen=True):
    background_subagents: bool = False


UPGRADE_SECONDS: Final = 300.0
"""It downloads a hundred megabytes."""


class _Upgrade(Wire, frozen=True):
    success: bool = False
    error: str = ""


class ServerApi:
    """Disposing of an instance ends its runs, terminals and grants."""

    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def check_health(self) -> Health:
        """Ask for the server's health, patiently while it starts; raises any ClientError."""
        return await self._transport.check_health()

    async def get_capabilities(self) -> Capabilities:
        """What this server can do; asked for once, and again when its version changed."""
        return await self._transport.get_capabilities()

    async def get_description(self) -> Json:
        """The server's own description of its calls, in OpenAPI: half a megabyte."""
        answer = await self._transport.send_request("GET", "/doc", directory="")
        return await self._transport.decode_response(
            "/doc", answer, TolerantDecoder(Json, bounds_depth=False).decode_value
        )

    async def dispose_instance(self, *, directory: str | None = None) -> bool:
        """Dispose of the instance of the directory, so that the next call starts a new one."""
        return await self._transport.send_json("POST", "/instance/dispose", bool, directory=directory)

    async def dispose_all(self) -> bool:
        return await self._transport.send_json("POST", "/global/dispose", bool, directory="")

    async def get_paths(self, *, directory: str | None = None) -> Paths:
        """Where things are on the server's disk; starts the directory's instance."""
        return await self._transport.get_json("/path", Paths, directory=directory)

    async def has_background_subagents(self) -> bool:
        """Whether an agent can stop waiting for its subagents; raises Unsupported on servers older than 1.18."""
        await self._transport.require_capability("background_subagents", "GET", "/experimental/capabilities")
        able = await self._transport.get_json("/experimental/capabilities", _Experimental, directory="")
        return able.background_subagents

    async def upgrade(self, version: str) -> str:
        """Install a version of OpenCode on the server's machine; returns why it failed, or `""`."""
        await self._transport.require_capability("upgrade", "POST", "/global/upgrade")
        answer = await self._transport.send_json(
            "POST", "/global/upgrade", _Upgrade, {"target": version}, directory="", timeout=UPGRADE_SECONDS
        )
        return "" if answer.success else answer.error or "the server does not say why"

    async def write_log(
        self,
        service: str,
        level: str,
        message: str,
        extra: Json | None = None,
        *,
        directory: str | None = None,
    ) -> bool:
        """Write to the server's log; `level` is `debug`, `info`, `warn` or `error`."""
        body = omit_none(service=service, level=level, message=message, extra=extra)
        return await self._transport.send_json("POST", "/log", bool, body, directory=directory)
