"""Time that passes only when a test says so, or when nothing is left to do: the same on every machine."""

import asyncio
import selectors
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TypeVar

from textual import _time

from octui.client import Clock

Result = TypeVar("Result")


class FakeClock:
    """`timing` goes into what is tested; `advance` moves the clock and wakes whoever slept until then."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._fell_asleep = asyncio.Event()
        self.timing = Clock(now=lambda: self.now, sleep=self.sleep, jitter=lambda: 1.0)

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, future))
        self._fell_asleep.set()
        await future

    async def someone_sleeps(self) -> float:
        """For how long yet the first to wake will sleep, once somebody does."""
        while not (waiting := [due for due, future in self._sleepers if not future.done()]):
            self._fell_asleep.clear()
            await self._fell_asleep.wait()
        return min(waiting) - self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds
        due = [(at, future) for at, future in self._sleepers if at <= self.now + 1e-9]
        self._sleepers = [(at, future) for at, future in self._sleepers if at > self.now + 1e-9]
        for _, future in due:
            if not future.done():
                future.set_result(None)

    async def pass_until_woken(self) -> float:
        """Let exactly the time pass that the first sleeper wants; returns how long that was."""
        seconds = await self.someone_sleeps()
        self.advance(seconds)
        return seconds

    async def pass_to(self, moment: float) -> None:
        """Let time pass from one awakening to the next, up to this moment."""
        while self.now < moment:
            self.advance(min(await self.someone_sleeps(), moment - self.now))


class VirtualTimeSelector(selectors.DefaultSelector):
    """Where the loop would sleep until its next timer, the clock goes there instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            # Only a thread or a socket can go on from here.
            return super().select(None)
        self.now += max(0.0, timeout)
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Timers of asyncio and of Textual come due in their order, at exactly their time."""

    def __init__(self) -> None:
        self._virtual_selector = VirtualTimeSelector()
        super().__init__(self._virtual_selector)

    def time(self) -> float:
        return self._virtual_selector.now


def run_in_virtual_time(task: Coroutine[object, object, Result]) -> Result:
    """Run it in a loop of its own, whose time is also that of Textual's timers and events."""
    loop = VirtualTimeLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner, _replace_textual_clock(loop):
        return runner.run(task)


@contextmanager
def _replace_textual_clock(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    original = _time.get_time
    _time.get_time = loop.time
    try:
        yield
    finally:
        _time.get_time = original
