"""The HTTP client for requests to other servers, imported with the first request to keep start-up fast."""

import ssl
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from octui.lean_httpx import import_httpx
from octui.server.http.access_policy import is_loopback_host

if TYPE_CHECKING:
    import httpx


@cache
def load_ssl_context() -> ssl.SSLContext:
    """The SSL context with trusted certificates, created once: that takes longer than most requests."""
    import_httpx()
    import httpx  # imported by import_httpx

    return httpx.create_ssl_context()


def create_http_client(
    url: str,
    timeout: "float | httpx.Timeout",
    headers: dict[str, str] | None = None,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> "httpx.AsyncClient":
    """A client for one server that follows no redirects, and reaches this machine without the environment's proxies."""
    import_httpx()
    import httpx  # imported by import_httpx

    return httpx.AsyncClient(
        timeout=timeout,
        headers=headers,
        verify=load_ssl_context(),
        follow_redirects=False,
        trust_env=not _is_loopback_url(url),
        transport=transport,
    )


def _is_loopback_url(url: str) -> bool:
    try:
        return is_loopback_host(urlsplit(url).hostname or "")
    except ValueError:
        return False
