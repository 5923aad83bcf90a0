"""Who may use the server: which Host names, which Origins of web pages, and which credentials.

Any web page can make a browser on this machine send requests here, even under a host name of its own that resolves to
this machine (DNS rebinding). So the Host must be an IP address or a name of ours, an Origin must be allowed, and
what a browser sends without one must not come from another site.
"""

import base64
import binascii
import hmac
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers

OWN_ORIGINS = re.compile(
    r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?|tauri://localhost|https?://tauri\.localhost"
)
MDNS_NAMES = re.compile(r"opencode(-\d+)?\.local")


@dataclass(frozen=True)
class AccessPolicy:
    """Which hosts, origins and credentials are accepted."""

    username: str = "opencode"
    password: str | None = field(default=None, repr=False)
    hostname: str = "127.0.0.1"
    """The host name or address the server listens on."""
    origins: tuple[str, ...] = ()
    """Web pages that may use the server; their host names are also accepted as Host."""
    serves_all_directories: bool = False
    """Whether clients may open every directory although there is no password."""

    def is_host_allowed(self, host: str) -> bool:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".") if _is_parsable_host(host) else ""
        if _is_ip_address(name):
            return True
        known = {self.hostname.lower(), "localhost", *self._own_host_names()}
        known |= {urlsplit(origin).hostname or "" for origin in self.origins}
        return bool(name) and (name in known or name.endswith(".localhost") or bool(MDNS_NAMES.fullmatch(name)))

    def is_origin_allowed(self, origin: str, host: str) -> bool:
        if OWN_ORIGINS.fullmatch(origin) or origin in self.origins:
            return True
        return origin.partition("://")[2] == host and origin.startswith(("http://", "https://"))

    def is_page_request_allowed(self, headers: Headers) -> bool:
        """Whether a request without an Origin is not a foreign page's: an image, a link or a form needs no permission.

        `Sec-Fetch-Site` is sent by browsers alone, but only to this machine or over TLS; elsewhere a browser is known
        by its name. Node and Bun send `Sec-Fetch-Mode`, which says nothing.
        """
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site.strip().lower() in ("same-origin", "none")
        return "sec-ch-ua" not in headers and not headers.get("user-agent", "").startswith("Mozilla/")

    def is_authenticated(self, headers: Headers, query: dict[str, list[str]]) -> bool:
        """Whether the request has the right user name and password, in its header or its query."""
        if self.password is None:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        tokens = [given] if scheme.lower() == "basic" else []
        tokens += query.get("auth_token", [])
        wanted = f"{self.username}:{self.password}".encode()
        return any(hmac.compare_digest(_decode_token(token), wanted) for token in tokens)

    def _own_host_names(self) -> Iterable[str]:
        name = socket.gethostname().lower()
        return (name, f"{name}.local")


def is_loopback_host(hostname: str) -> bool:
    """Whether a server listening there can only be reached from this machine."""
    if hostname.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(hostname.strip("[]")).is_loopback
    except ValueError:
        return False


def _decode_token(token: str) -> bytes:
    try:
        # An unescaped plus sign in a query arrives as a space.
        return base64.b64decode(token.replace(" ", "+") + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return b""


def _is_parsable_host(host: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._-]+(:\d+)?|\[[0-9A-Fa-f:.%]+\](:\d+)?", host) is not None


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
