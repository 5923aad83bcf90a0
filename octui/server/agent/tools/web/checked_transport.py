"""Connects to the very address that was checked: a name may lead elsewhere the next time it is looked up."""

import asyncio
import ipaddress
import socket
from contextlib import suppress
from typing import Literal

import httpx

from octui.server import http_client

Reach = Literal["web", "network", "machine"]
"""How far in a request may lead: not into private networks, not to this machine, or anywhere."""

_LOCAL_SUFFIXES = (".localhost", ".local", ".localdomain", ".test", ".internal", ".lan", ".home.arpa")


class CheckedTransport(httpx.AsyncHTTPTransport):
    """Refuses addresses out of reach; raises httpx.ConnectError."""

    def __init__(self, reach: Reach) -> None:
        super().__init__(verify=http_client.load_ssl_context(), trust_env=False)
        self._reach = reach

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        addresses = await look_up_addresses(host)
        if not all(is_in_reach(address, self._reach) for address in addresses):
            raise httpx.ConnectError(f"{host} leads into a private network.", request=request)
        for address in addresses[:-1]:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await self._ask_address(request, address)
        return await self._ask_address(request, addresses[-1])

    async def _ask_address(self, request: httpx.Request, address: str) -> httpx.Response:
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return await super().handle_async_request(pinned)


async def find_reach(host: str) -> Reach:
    """What a URL with this host asks for: this machine only by a name that says so."""
    if is_local_name(host):
        return "machine"
    with suppress(httpx.ConnectError):
        if not all(is_in_reach(address, "web") for address in await look_up_addresses(host)):
            return "network"
    return "web"


async def look_up_addresses(host: str) -> list[str]:
    """All addresses of a host, at least one; raises httpx.ConnectError."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as failed:
        raise httpx.ConnectError(f"{host} was not found: {failed}") from failed
    return list(dict.fromkeys(str(address[4][0]).partition("%")[0] for address in found))


def is_in_reach(address: str, reach: Reach) -> bool:
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if reach == "network":
        return not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified)
    return reach == "machine" or parsed.is_global


def is_local_name(host: str) -> bool:
    """Whether a host says itself that it is on this machine or near it."""
    with suppress(ValueError):
        return not ipaddress.ip_address(host).is_global
    plain = host.rstrip(".").lower()
    return "." not in plain or plain.endswith(_LOCAL_SUFFIXES)
