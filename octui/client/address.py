"""Where a server is and who asks: addresses without secrets in them, and secrets that do not show."""

import re
from base64 import b64encode
from ipaddress import ip_address
from typing import Self
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import msgspec

from octui.client.errors import BadAddress

SCHEMES = ("http", "https")
DEFAULT_USERNAME = "opencode"


class Credentials(msgspec.Struct, frozen=True):
    """A user name and a password for HTTP Basic; the password is in no repr."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials(username={self.username!r})"

    def __rich_repr__(self) -> list[tuple[str, str]]:
        return [("username", self.username)]

    @property
    def authorization(self) -> str:
        """The value of the `Authorization` header."""
        return "Basic " + b64encode(f"{self.username}:{self.password}".encode()).decode("ascii")


class Address(msgspec.Struct, frozen=True):
    """A server's URL with no credentials in it, with any path a proxy serves it under, without a trailing slash."""

    url: str
    credentials: Credentials | None = None
    """Those that were written into the URL, taken out of it."""

    @classmethod
    def from_url(cls, text: str) -> Self:
        """Read what a person typed, `localhost:4096` included; raises BadAddress."""
        given = text.strip()
        wrong = BadAddress("That is not the address of a server: it should look like http://127.0.0.1:4096.")
        try:
            split = urlsplit(given if "://" in given else f"http://{given}")
            host, port = split.hostname, split.port
        except ValueError:
            # Python's own words would repeat a password.
            raise wrong from None
        if not host or split.scheme not in SCHEMES or any(c.isspace() or not c.isprintable() for c in host):
            raise wrong
        netloc = f"[{host}]" if ":" in host else host
        if port is not None:
            netloc += f":{port}"
        credentials = None
        if split.username or split.password:
            name = unquote(split.username or "") or DEFAULT_USERNAME
            credentials = Credentials(name, unquote(split.password or ""))
        return cls(urlunsplit((split.scheme, netloc, split.path.rstrip("/"), "", "")), credentials)

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https:")

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine, which no proxy can reach for us."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    @property
    def websocket_url(self) -> str:
        """The same place for WebSockets."""
        return "ws" + self.url.removeprefix("http")


def quote_path_segment(name: str) -> str:
    """One path segment: an id from anywhere stays one segment, whatever is in it."""
    return quote(name, safe="") if name not in (".", "..") else name.replace(".", "%2E")


def encode_directory(directory: str) -> str:
    """A directory as servers take it: they decode it once more than they should, unless that fails.

    Older ones take a directory with a final slash for another.
    """
    trimmed = directory.rstrip("/") or "/"
    decodes = all(re.match(r"%[0-9A-Fa-f]{2}", trimmed[found.start() :]) for found in re.finditer("%", trimmed))
    return trimmed.replace("%", "%25") if decodes else trimmed
