"""Time that passes only when a test says so."""

import asyncio

from octui.client import Clock


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
