"""What the first turns will need, loaded in a thread once whoever started the server has had its first answers."""

import asyncio
import importlib
from typing import Final

from octui.server import outgoing

AFTER_SECONDS: Final = 0.5
NEEDED: Final = ("httpx_sse", "octui.server.agent.guide.guide", "pathspec")


async def warm() -> None:
    await asyncio.sleep(AFTER_SECONDS)
    await asyncio.to_thread(_load)


def _load() -> None:
    outgoing.trust()
    for module in NEEDED:
        importlib.import_module(module)
