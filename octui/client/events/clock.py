"""Time as the stream sees it, so that tests can bring their own."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import msgspec


class Timing(msgspec.Struct, frozen=True):
    clock: Callable[[], float] = time.monotonic
    """Seconds; only goes forward."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    """Between 0 and 1: how much of the latter half of each delay is waited."""
