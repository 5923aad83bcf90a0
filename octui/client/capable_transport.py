"""What a server can do: known by its version, or read from its own description."""

import asyncio

from octui.client.capabilities import NEWEST_KNOWN, Capabilities
from octui.client.errors import NotFound, NotOpenCode, ServerFailed, Unsupported, mark_undelivered
from octui.client.http.transport import Transport
from octui.wire.health import Health


class CapableTransport(Transport):
    """A transport that knows its server's capabilities."""

    _capabilities: Capabilities | None = None

    @property
    def known_capabilities(self) -> Capabilities | None:
        """What is known about this server's capabilities by now; None before anything asked for them."""
        return self._capabilities

    async def get_capabilities(self) -> Capabilities:
        """What this server can do: known by its version, or asked for once, and again when its version changed."""
        # Not needed by the first screen.
        from octui.client.known_capabilities import find_known_capabilities

        health = await self.ensure_healthy()
        known = self._capabilities
        if known is None or known.version != health.version:
            known = find_known_capabilities(health)
            if known is None:
                with mark_undelivered():
                    known = await self._read_capabilities(health)
            self._capabilities = known
        return known

    async def has_honest_replies(self) -> bool:
        """Whether a reply to a request that is not pending is refused rather than swallowed; the version says so."""
        return (await self.ensure_healthy()).version_numbers >= NEWEST_KNOWN

    async def require_capability(self, capability: str, method: str, path: str) -> None:
        """Raise Unsupported, before anything is sent, when the server lacks this."""
        known = await self.get_capabilities()
        if not getattr(known, capability):
            call = f"{method} {path}"
            sentence = f"OpenCode {known.version} on {self.url} has no {call}; a newer version has it."
            raise Unsupported(sentence, method=method, path=path)

    async def _read_capabilities(self, health: Health) -> Capabilities:
        try:
            description = (await self.send_request("GET", "/doc", directory="")).body
        except (NotOpenCode, NotFound, ServerFailed):
            description = b""
        return await asyncio.to_thread(Capabilities.from_description, health, description)
