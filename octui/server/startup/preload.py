"""Imports modules the first turns need, in a thread, once the first requests have been answered."""

import asyncio
import importlib
from typing import Final

from octui.server import http_client

AFTER_SECONDS: Final = 0.5
NEEDED: Final = ("httpx_sse", "octui.server.agent.guide.guide", "pathspec")


async def preload_modules() -> None:
    await asyncio.sleep(AFTER_SECONDS)
    await asyncio.to_thread(_import_modules)


def _import_modules() -> None:
    http_client.load_ssl_context()
    for module in NEEDED:
        importlib.import_module(module)
