"""Server addresses: the only parser of user input, and credentials that never appear in a repr."""

import re
from base64 import b64encode
from ipaddress import ip_address
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import msgspec

from octui.client.errors import BadAddress
from octui.wire.defaults import DEFAULT_PORT, DEFAULT_USERNAME

SCHEMES = ("http", "https")
DEFAULT_URL = f"http://127.0.0.1:{DEFAULT_PORT}"

PASSWORD_IN_ADDRESS = (
    "A password in an address shows in the process list and in the shell's history; "
    "leave it out, and octui asks for it."
)

_THIS_MACHINE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}
"""Servers listening on all interfaces print these addresses; only this machine can connect to them."""


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
    """Credentials removed from the URL they were written in."""

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https:")

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine, which a proxy cannot reach on octui's behalf."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")

    @property
    def websocket_url(self) -> str:
        """The same address for WebSockets."""
        return "ws" + self.url.removeprefix("http")


def parse_address(text: str) -> Address:
    """Read `host`, `host:port` or an http(s) URL, perhaps with `user:password@` and a base path; raises BadAddress.

    Without a scheme the port is OpenCode's usual one unless it is given.
    """
    typed = text.strip()
    scheme, separator, rest = typed.partition("://")
    if not separator:
        scheme, rest = "http", typed
    if re.search(r"[?#]", rest):
        raise BadAddress("A server address cannot contain ? or #.")
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"
    name, port = _split_port(host)
    if not separator and not port:
        port = f":{DEFAULT_PORT}"
    return _read_url(f"{scheme.lower()}://{user}{at}{_THIS_MACHINE.get(name, name)}{port}{slash}{path}")


def list_address_warnings(address: Address, credentials: Credentials | None) -> tuple[str, ...]:
    """Warnings to show before prompts, or a password, cross a network on which others can read them."""
    if address.is_secure or address.is_loopback:
        return ()
    exposed = "the password and everything sent" if credentials else "everything sent"
    return (f"{address.url} is not encrypted: {exposed} can be read on the way. Use https or an SSH tunnel.",)


def _read_url(url: str) -> Address:
    invalid = BadAddress(f"That is not a server address; it should look like {DEFAULT_URL}.")
    try:
        split = urlsplit(url)
        host, port = split.hostname, split.port
    except ValueError:
        # Python's own message would repeat a password.
        raise invalid from None
    if not host or split.scheme not in SCHEMES or any(c.isspace() or not c.isprintable() for c in host):
        raise invalid
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc += f":{port}"
    credentials = None
    if split.username or split.password:
        name = unquote(split.username or "") or DEFAULT_USERNAME
        credentials = Credentials(name, unquote(split.password or ""))
    return Address(urlunsplit((split.scheme, netloc, split.path.rstrip("/"), "", "")), credentials)


def _split_port(host: str) -> tuple[str, str]:
    """The host, and its port with the colon before it, or nothing."""
    name, colon, port = host.rpartition(":")
    return (host, "") if not colon or port.endswith("]") else (name, f":{port}")


def quote_path_segment(name: str) -> str:
    """Quote a path segment: an id from any source stays one segment, whatever its content."""
    return quote(name, safe="", errors="surrogatepass") if name not in (".", "..") else name.replace(".", "%2E")


def encode_directory(directory: str) -> str:
    """A directory as servers take it: they decode it once more than they should, unless that fails.

    Older ones take a directory with a final slash for another.
    """
    trimmed = directory.rstrip("/") or "/"
    decodes = all(re.match(r"%[0-9A-Fa-f]{2}", trimmed[found.start() :]) for found in re.finditer("%", trimmed))
    return trimmed.replace("%", "%25") if decodes else trimmed
