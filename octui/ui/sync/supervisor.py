"""Keeps a long-lived task running: however it ends unexpectedly, that is reported, and the task starts again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final

RESTART_DELAYS: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
"""Seconds before each start after a failure; the last one repeats."""

HEALTHY_SECONDS: Final = 60.0
"""After running this long, an error counts as the first one."""


class EndedEarly(Exception):
    """A task ended without an error, though nothing had told it to."""


async def keep_running(
    start: Callable[[], Coroutine[Any, Any, None]],
    on_failure: Callable[[BaseException, float], None],
    *,
    is_endless: bool = False,
) -> None:
    """Run until this is cancelled, or the task returns and is not endless.

    `on_failure` gets each error and the delay after it. A task that something else cancelled has failed too.
    """
    clock = asyncio.get_running_loop().time
    failures = 0
    while True:
        begun = clock()
        task = asyncio.ensure_future(start())
        try:
            await asyncio.wait({task})
        finally:
            if not task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        error = EndedEarly() if task.cancelled() else task.exception()
        if error is None and not is_endless:
            return
        failures = 0 if clock() - begun > HEALTHY_SECONDS else failures
        delay = RESTART_DELAYS[min(failures, len(RESTART_DELAYS) - 1)]
        failures += 1
        on_failure(error or EndedEarly(), delay)
        await asyncio.sleep(delay)
