"""Waiting in tests of the app: for the very thing that the next step needs, and never forever."""

import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from tests.support.drawn_cells import list_screen_rows

PATIENCE_SECONDS = 60.0


async def wait_until(pilot: Pilot[Any], condition: Callable[[], object], what: str = "") -> None:
    """Wait until it holds; when that takes too long, fail with `what`, the toasts and the screen."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < until, f"never: {what}\n{_describe_screen(pilot)}"
        await pilot.pause(0.02)


def _describe_screen(pilot: Pilot[Any]) -> str:
    return "\n".join([*(toast.message for toast in pilot.app._notifications), *list_screen_rows(pilot.app)])
