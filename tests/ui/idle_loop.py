"""Waits until the app under test has nothing left to do, and no longer.

Textual's pilot sleeps 20 ms after each step and twice for each key, which is most of the time of the tests in process.
On a busy machine it goes on although much is left to do, because the process was not given the time to do it.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest
import textual.app
import textual.pilot
from textual._context import active_app
from textual._wait import wait_for_idle

from octui.ui.input.type_ahead import TypeAhead

SOON: Final = 0.02
"""Seconds within which a timer belongs to the step that is waited for: so long Textual waits at least."""
LOOK: Final = 0.001
"""Seconds between two looks at the threads."""
FEWEST_LOOKS: Final = 500
"""So many looks are taken in less than a second, unless the processor is busy with something else."""


def wait_for_event_loops(patch: pytest.MonkeyPatch) -> None:
    """Make pilots wait for the event loop instead of a time."""
    for module in (textual.app, textual.pilot):
        patch.setattr(module, "wait_for_idle", wait_for_idle_loop)


async def wait_for_idle_loop(min_sleep: float = SOON, max_sleep: float = 1.0) -> None:
    """Wait until nothing is ready, no thread works, no key waits for its turn and no timer is due soon.

    What a connected server is about to send cannot be seen: there it waits at least as long as Textual does. The
    longest time holds for a process that runs: one that had to wait for the processor looks on.
    """
    loop: Any = asyncio.get_running_loop()
    soon, latest = loop.time() + SOON, loop.time() + max_sleep
    looks = 0
    are_servers_quiet = False
    while (now := loop.time()) < latest or looks < FEWEST_LOOKS:
        looks += 1
        await asyncio.sleep(0)
        if loop._ready:
            continue
        if _has_busy_threads(loop._default_executor) or _has_waiting_keys():
            await asyncio.sleep(LOOK)
        elif not are_servers_quiet and _has_connections(loop):
            await wait_for_idle(min_sleep, max(min_sleep, latest - now))
            are_servers_quiet = True
        elif (due := _find_next_timer(loop)) <= soon:
            await asyncio.sleep(due - now)
        else:
            return


def _has_connections(loop: Any) -> bool:
    """Whether anything else than the pipe that wakes the loop may bring something."""
    return len(loop._selector.get_map()) > 1


def _has_busy_threads(executor: ThreadPoolExecutor | None) -> bool:
    return executor is not None and (
        not executor._work_queue.empty() or executor._idle_semaphore._value < len(executor._threads)
    )


def _has_waiting_keys() -> bool:
    """Whether keys wait for their turn, and not for something that a server has yet to send."""
    type_ahead = getattr(active_app.get(None), "type_ahead", None)
    return isinstance(type_ahead, TypeAhead) and bool(type_ahead._waiting) and type_ahead._cancel_hold is None


def _find_next_timer(loop: Any) -> float:
    return min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=float("inf"))
