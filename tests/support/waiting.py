"""Waiting in tests: for the very thing that the next step needs, and never forever."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from octui.store.state import ConnectionStatus, ProvidersStatus

if TYPE_CHECKING:
    # Tests of what is below the interface wait without it.
    from textual.pilot import Pilot

    from octui.store.state import State

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.01

T = TypeVar("T")


def is_connected(state: State) -> bool:
    """Whether the server is heard, and its catalog was read: it comes in parts."""
    return (
        state.connection.status is ConnectionStatus.LIVE
        and bool(state.agents)
        and state.providers_status is not ProvidersStatus.AWAITED
    )


async def wait_until(pilot: Pilot[Any], condition: Callable[[], object], what: str = "") -> None:
    """In tests of the app: when it takes too long, fail with `what`, the toasts and the screen."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, f"never: {what}\n{_describe_screen(pilot)}"
        await pilot.pause(0.02)


async def wait_until_true(condition: Callable[[], object]) -> None:
    """Without the app: for what this process can see by itself."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(LOOK_SECONDS)


async def ask_until(ask: Callable[[], Awaitable[T]], is_wanted: Callable[[T], object] = bool) -> T:
    """Ask, a server for one, until the answer is as wanted; by default, until it is not empty."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_wanted(answer := await ask()):
            await asyncio.sleep(LOOK_SECONDS)
    return answer


def _describe_screen(pilot: Pilot[Any]) -> str:
    from tests.support.drawn_cells import list_screen_rows

    return "\n".join([*(toast.message for toast in pilot.app._notifications), *list_screen_rows(pilot.app)])
