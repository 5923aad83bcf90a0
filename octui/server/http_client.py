"""The HTTP client for requests to other servers, imported with the first request to keep start-up fast."""

import importlib
import ssl
import sys
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, cast

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
    timeout: "float | httpx.Timeout", headers: dict[str, str] | None = None, *, trust_env: bool = True
) -> "httpx.AsyncClient":
    """A client that does not follow redirects; `trust_env` makes it use the environment's proxies."""
    load_httpx()
    import httpx  # imported by load_httpx

    return httpx.AsyncClient(
        timeout=timeout, headers=headers, verify=load_ssl_context(), follow_redirects=False, trust_env=trust_env
    )
