"""The address of a server, as people type it."""

import re

from octui.backend.server_commands import DEFAULT_PORT
from octui.client.address import Address, Credentials
from octui.client.errors import BadAddress

__all__ = ["DEFAULT_URL", "Address", "BadAddress", "list_address_warnings", "parse_address"]

DEFAULT_URL = f"http://127.0.0.1:{DEFAULT_PORT}"

PASSWORD_IN_ADDRESS = (
    "A password in an address shows in the process list and in the shell's history; "
    "leave it out, and octui asks for it."
)

_THIS_MACHINE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}
"""Servers that listen everywhere print these as their address; only this machine can connect to them."""


def parse_address(text: str) -> Address:
    """Read `host`, `host:port` or an http(s) URL, perhaps with `user:password@` and a base path; raises BadAddress."""
    typed = text.strip()
    scheme, separator, rest = typed.partition("://")
    if not separator:
        scheme, rest = "http", typed
    if re.search(r"[?#]", rest):
        raise BadAddress("The address of a server has no part after a ? or a #.")
    place, slash, path = rest.partition("/")
    user, at, host = place.rpartition("@")
    if host.count(":") > 1 and not host.startswith("["):
        host = f"[{host}]"
    name, port = _split_port(host)
    if not separator and not port:
        port = f":{DEFAULT_PORT}"
    try:
        return Address.from_url(f"{scheme.lower()}://{user}{at}{_THIS_MACHINE.get(name, name)}{port}{slash}{path}")
    except ValueError:
        # Python's own words would repeat the password.
        raise BadAddress(f"That is not the address of a server: it should look like {DEFAULT_URL}.") from None


def list_address_warnings(address: Address, credentials: Credentials | None) -> tuple[str, ...]:
    """What to say before the work, or a password, crosses a network on which everyone on the way can read it."""
    if address.is_secure or address.is_loopback:
        return ()
    sent = "the password and everything said" if credentials else "everything said"
    return (f"{address.url} is not encrypted: {sent} can be read on the way. Use https or an SSH tunnel.",)


def _split_port(host: str) -> tuple[str, str]:
    """The host, and its port with the colon before it, or nothing."""
    name, colon, port = host.rpartition(":")
    return (host, "") if not colon or port.endswith("]") else (name, f":{port}")
