"""Advertises the server on the local network with mDNS, as OpenCode does: `_http._tcp.local.`, `opencode-PORT`."""

import socket

from zeroconf import InterfaceChoice, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from octui.server.http.access_policy import is_loopback_host

SERVICE = "_http._tcp.local."


class MdnsAnnouncement:
    """One server, advertised until `withdraw_service`."""

    def __init__(self, hostname: str, port: int) -> None:
        addresses = _announced_addresses(hostname)
        interfaces = addresses if is_loopback_host(hostname) else InterfaceChoice.All
        self._zeroconf = AsyncZeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
        self._service = AsyncServiceInfo(
            SERVICE,
            f"opencode-{port}.{SERVICE}",
            addresses=[socket.inet_aton(address) for address in addresses],
            port=port,
            properties={"path": "/"},
            server=f"opencode-{port}.local.",
        )

    async def publish_service(self) -> None:
        # The first await only returns an awaitable; awaiting that one waits until the network has been informed.
        await (await self._zeroconf.async_register_service(self._service, allow_name_change=True))

    async def withdraw_service(self) -> None:
        await (await self._zeroconf.async_unregister_service(self._service))
        await self._zeroconf.async_close()


def _announced_addresses(hostname: str) -> list[str]:
    """The IPv4 addresses under which the server can be reached."""
    if is_loopback_host(hostname):
        return ["127.0.0.1"]
    if hostname not in ("0.0.0.0", "::"):
        return [socket.gethostbyname(hostname)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the system only reports which source address it would use.
            probe.connect(("10.255.255.255", 1))
        except OSError:
            return ["127.0.0.1"]
        return [str(probe.getsockname()[0])]
