"""The HTTP library for calls to other servers, imported with the first of them to keep start-up short."""

import importlib
import ssl
import sys
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import httpx


def load_httpx() -> None:
    """Import httpx without the command line it brings along, which it can do without and which takes as long again."""
    missing = sys.modules.setdefault("httpx._main", cast(ModuleType, None))
    importlib.import_module("httpx")
    if missing is None:
        sys.modules.pop("httpx._main", None)


@cache
def load_ssl_context() -> ssl.SSLContext:
    """The certificates to believe, read once: that takes longer than most calls."""
    load_httpx()
    import httpx  # loaded just now

    return httpx.create_ssl_context()


def create_http_client(
    timeout: "float | httpx.Timeout", headers: dict[str, str] | None = None, *, trust_env: bool = True
) -> "httpx.AsyncClient":
    """A client that follows no redirect by itself; `trust_env` lets it use the proxies of the environment."""
    load_httpx()
    import httpx  # loaded just now

    return httpx.AsyncClient(
        timeout=timeout, headers=headers, verify=load_ssl_context(), follow_redirects=False, trust_env=trust_env
    )
