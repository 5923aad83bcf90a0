"""What wakes an event loop while nothing happens: counted, and named by the timers it waits for."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


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


def _get_loop() -> Any:
    """The loop, whose selector and timers have no public names."""
    return asyncio.get_running_loop()
