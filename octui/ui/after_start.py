"""Work that waits until the first screen is complete and octui is idle."""

import asyncio
import gc
from typing import Final

from octui.start_cache.lifetime import save_start_cache
from octui.store.state import ConnectionStatus
from octui.ui.controllers.context import AppContext
from octui.ui.theming.display import ThemeDisplay

WAIT_SECONDS: Final = 2.0
"""Between two looks at whether it is."""

MAX_LOOKS: Final = 5
"""How many times octui checks whether the first screen is complete before it stops waiting for a server."""

COLLECTION_THRESHOLDS: Final = (10_000, 2, 1_000)
"""For the garbage collector. Streaming makes strips by the thousand, and a long scrollback has as many rows; neither is
garbage, and examining all of them at once would delay keys."""


def finish_start(context: AppContext) -> None:
    """Run it once the first screen is complete, however long that takes on a slow machine or with a slow server."""
    _finish_when_complete(context, MAX_LOOKS)


def _finish_when_complete(context: AppContext, looks: int) -> None:
    if looks and context.store.state.connection.status is ConnectionStatus.CONNECTING:
        context.start_timer(WAIT_SECONDS, lambda: _finish_when_complete(context, looks - 1))
    else:
        context.start_worker(_release_start(context.theme_display))


async def _release_start(display: ThemeDisplay) -> None:
    """What was made for starting lives as long as the program: the collector need not look at it again."""
    await display.read_styles_ahead()
    await asyncio.to_thread(save_start_cache)
    gc.freeze()
    gc.set_threshold(*COLLECTION_THRESHOLDS)
    gc.enable()
