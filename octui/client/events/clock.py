"""The event stream's clock, replaceable in tests."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import msgspec


class Clock(msgspec.Struct, frozen=True):
    now: Callable[[], float] = time.monotonic
    """Seconds; only goes forward."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    """Between 0 and 1: how much of the latter half of each delay is waited."""
