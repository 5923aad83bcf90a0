"""Servers that announce themselves on the local network, by mDNS: `_http._tcp.local.`, named `opencode-PORT`."""

import ipaddress
import re
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from octui.lazy_dataclasses import dataclass

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, ServiceStateChange, Zeroconf

SERVICE: Final = "_http._tcp.local."
MAX_SERVERS: Final = 20
"""Any machine on the network can announce any number of servers."""

ANSWER_MILLISECONDS: Final = 2_000

_NAME: Final = re.compile(r"(opencode[A-Za-z0-9 ()-]{0,40})\._http\._tcp\.local\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What a machine on the network announces as a server; whether it is one shows on attaching."""

    name: str
    url: str


class MdnsBrowser:
    """Listens from `start_browsing` to `close`, which do not block; a thread calls `changed` with all servers."""

    def __init__(self, changed: Callable[[tuple[Advertisement, ...]], object]) -> None:
        self._changed = changed
        self._known: dict[str, Advertisement] = {}
        self._closing = threading.Event()

    def start_browsing(self) -> None:
        """Start listening; without a network, no announcements arrive."""
        threading.Thread(target=self._browse_network, name="octui-nearby", daemon=True).start()

    def close(self) -> None:
        self._closing.set()

    def _browse_network(self) -> None:
        # Loaded only when somebody looks for servers: it takes long, and most people never need it.
        from zeroconf import IPVersion, ServiceBrowser, Zeroconf

        try:
            zeroconf = Zeroconf(ip_version=IPVersion.V4Only)
        except OSError:
            return
        try:
            ServiceBrowser(zeroconf, SERVICE, handlers=[self._on_service_change])
            self._closing.wait()
        finally:
            zeroconf.close()

    def _on_service_change(
        self, zeroconf: "Zeroconf", service_type: str, name: str, state_change: "ServiceStateChange"
    ) -> None:
        from zeroconf import ServiceStateChange

        if _NAME.fullmatch(name) is None:
            return
        before = dict(self._known)
        self._known.pop(name, None)
        if state_change is not ServiceStateChange.Removed:
            service = zeroconf.get_service_info(service_type, name, ANSWER_MILLISECONDS)
            if (
                service is not None
                and (server := parse_advertisement(service)) is not None
                and len(self._known) < MAX_SERVERS
            ):
                self._known[name] = server
        if self._known != before and not self._closing.is_set():
            self._changed(tuple(sorted(self._known.values(), key=lambda server: (server.name, server.url))))


def parse_advertisement(service: "ServiceInfo") -> Advertisement | None:
    """The server in an announcement, by its address only: host names on the network cannot be trusted."""
    name = _NAME.fullmatch(service.name)
    if name is None or not service.port:
        return None
    addresses = [ipaddress.ip_address(address.partition("%")[0]) for address in service.parsed_addresses()]
    for address in sorted(addresses, key=lambda address: address.version):
        if not (address.is_unspecified or address.is_multicast or (address.version == 6 and address.is_link_local)):
            host = f"[{address}]" if address.version == 6 else str(address)
            return Advertisement(name[1], f"http://{host}:{service.port}")
    return None
