"""The HTTP client for requests to other servers, imported with the first request to keep start-up fast."""

import importlib
import ssl
import sys
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from octui.server.http.access_policy import is_loopback_host

if TYPE_CHECKING:
    import httpx


def load_httpx() -> None:
    """Import httpx without its command-line module, which is optional and would double the import time."""
    missing = sys.modules.setdefault("httpx._main", cast(ModuleType, None))
    importlib.import_module("httpx")
    if missing is None:
        sys.modules.pop("httpx._main", None)


@cache
def load_ssl_context() -> ssl.SSLContext:
    """The SSL context with trusted certificates, created once: that takes longer than most requests."""
    load_httpx()
    import httpx  # imported by load_httpx

    return httpx.create_ssl_context()


def create_http_client(
    url: str,
    timeout: "float | httpx.Timeout",
    headers: dict[str, str] | None = None,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> "httpx.AsyncClient":
    """A client for one server that follows no redirects, and reaches this machine without the environment's proxies."""
    load_httpx()
    import httpx  # imported by load_httpx

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
