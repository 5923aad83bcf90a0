"""Adapts the HTTP library: configures connections and converts its errors to octui's.

It is imported when the first call is made, because that takes a tenth of a second.
"""

import importlib
from typing import TYPE_CHECKING, Final

from octui.client.address import Address, Credentials
from octui.client.errors import BadAddress, ClientError, NotOpenCode, TimedOut, Unreachable
from octui.client.http.response import RequestInfo
from octui.lean_httpx import import_httpx

if TYPE_CHECKING:
    import httpx

USER_AGENT = "octui"

IDLE_SECONDS = 2.0
"""How long a connection may idle and still be used. Node, uvicorn and many proxies close idle ones after 5 s: a prompt
sent on one at that moment is lost, and cannot be sent again, as it may have arrived."""


LATE_IMPORTS: Final = ("httpcore", "anyio._backends._asyncio", "httpx_sse")
"""What httpx imports for its first client and request, and what reads the event stream: 0.1 s of the event loop."""


def import_libraries() -> None:
    """Import httpx and what it needs for a request."""
    import_httpx()
    for name in LATE_IMPORTS:
        importlib.import_module(name)


def create_http_client(address: Address, credentials: Credentials | None) -> "httpx.AsyncClient":
    import httpx  # loaded when the first call is made, to keep start-up short

    headers = {"user-agent": USER_AGENT, "accept": "application/json"}
    if credentials is not None:
        headers["authorization"] = credentials.authorization
    if address.is_loopback:
        headers["accept-encoding"] = "identity"
    # Reading the certificate store takes longer than all else here, and plain HTTP never uses it. Redirects stay
    # off, so that credentials go nowhere else; environment proxies cannot reach this machine's own loopback.
    return httpx.AsyncClient(
        headers=headers,
        verify=address.is_secure,
        follow_redirects=False,
        trust_env=not address.is_loopback,
        limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=IDLE_SECONDS),
    )


def convert_httpx_error(asked: RequestInfo, error: Exception, timeout: float | None) -> ClientError:
    """The error for a call that got no answer at all."""
    import httpx  # loaded already, since the error is one of its own

    match error:
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.ProxyError():
            return asked.make_error(Unreachable, _describe_unreachable(asked.url, str(error)), None, delivered=False)
        case httpx.InvalidURL() | httpx.UnsupportedProtocol():
            return asked.make_error(BadAddress, f"{asked.url} is not a server address.", None, delivered=False)
        case httpx.TimeoutException():
            waited = f" within {timeout:g} s" if timeout else ""
            sentence = f"The server at {asked.url} did not answer {asked.method} {asked.path}{waited}."
            return asked.make_error(TimedOut, sentence, None)
        case httpx.DecodingError():
            return asked.make_error(NotOpenCode, f"{asked.url} sent a response that cannot be decompressed.", None)
        case _:
            return asked.make_error(Unreachable, f"The connection to {asked.url} was cut.", None)


def _describe_unreachable(url: str, said: str) -> str:
    """Turn system and OpenSSL error messages into a description the user can act on."""
    for words, sentence in UNREACHABLE_MESSAGES.items():
        if words in said:
            return sentence.format(url=url)
    return f"No server answers at {url}."


UNREACHABLE_MESSAGES = {
    "CERTIFICATE_VERIFY_FAILED": "The certificate of {url} is not trusted.",
    "WRONG_VERSION_NUMBER": "The server at {url} does not speak HTTPS.",
    "Name or service not known": "The host of {url} was not found.",
    "nodename nor servname": "The host of {url} was not found.",
    "No address associated": "The host of {url} was not found.",
    "name resolution": "The host of {url} cannot be resolved right now.",
}
