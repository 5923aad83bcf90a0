"""What wakes an event loop while nothing happens: counted, and named by the timers it waits for."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

PERIOD: Final = 0.5
"""Seconds that two wake-ups are apart at least."""
WINDOW: Final = 0.05
SETTLING: Final = 10.0
"""What ends by itself, such as the quiet before a request takes keys, may take that long."""


class WakeUps:
    """How often the loop woke up from waiting in its selector."""

    count = 0


@contextmanager
def count_wakeups() -> Iterator[WakeUps]:
    """Count for as long as the block runs; what the block itself awaits counts too."""
    selector = _get_loop()._selector
    select, wakeups = selector.select, WakeUps()

    def count_and_select(timeout: float | None = None) -> Any:
        ready = select(timeout)
        wakeups.count += timeout is None or timeout > 0
        return ready

    selector.select = count_and_select
    try:
        yield wakeups
    finally:
        del selector.select


def list_timers(within: float) -> list[str]:
    """The timers that are due within so many seconds: the task that sleeps until then, or the callback."""
    loop = _get_loop()
    until = loop.time() + within
    sleepers = {getattr(task, "_fut_waiter", None): task for task in asyncio.all_tasks()}
    return [
        repr(next((sleepers[value] for value in timer._args or () if value in sleepers), timer))
        for timer in loop._scheduled
        if not timer.cancelled() and timer.when() < until
    ]


async def find_unrest() -> list[str]:
    """What still wakes the loop up after the time to settle; nothing where it came to rest."""
    until = time.monotonic() + SETTLING
    while True:
        with count_wakeups() as wakeups:
            await asyncio.sleep(WINDOW)
        timers = list_timers(PERIOD)
        if wakeups.count <= 1 and not timers:
            return []
        if time.monotonic() > until:
            return timers or [f"{wakeups.count - 1} wake-ups in {WINDOW} s"]


def _get_loop() -> Any:
    """The loop, whose selector and timers have no public names."""
    return asyncio.get_running_loop()
