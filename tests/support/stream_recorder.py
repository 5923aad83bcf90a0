"""Hear what a client hears, and wait for something to have been heard."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from octui.client import Client, Connected, EventStream, StreamItem
from octui.wire.events import Event, Received

PATIENCE = 30.0
E = TypeVar("E")


class StreamRecorder:
    """Everything a stream brought, oldest first."""

    def __init__(self, stream: EventStream) -> None:
        self.stream = stream
        self.items: list[StreamItem] = []
        self._more = asyncio.Event()

    @property
    def events(self) -> list[Event]:
        return [received.event for received in self.items if isinstance(received, Received)]

    async def wait_for(self, wanted: Callable[[StreamItem], bool], *, after: int = 0) -> StreamItem:
        """The first item of this kind, from the one with number `after` on; TimeoutError tells what came instead."""
        checked = after
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for received in self.items[checked:]:
                        checked += 1
                        if wanted(received):
                            return received
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError as error:
            raise TimeoutError(f"heard only {self.items[-8:]}") from error

    async def wait_for_event(self, kind: type[E], wanted: Callable[[E], bool] = lambda _: True, *, after: int = 0) -> E:
        """The first event of this type that is as wanted."""
        found: list[E] = []

        def matches(received: StreamItem) -> bool:
            event = received.event if isinstance(received, Received) else None
            if isinstance(event, kind) and wanted(event):
                found.append(event)
            return bool(found)

        await self.wait_for(matches, after=after)
        return found[0]

    async def wait_for_events(self, kind: type[E], count: int) -> list[E]:
        """The first events of this type, in the order in which they came."""
        found: list[E] = []

        def is_last(received: StreamItem) -> bool:
            event = received.event if isinstance(received, Received) else None
            if isinstance(event, kind):
                found.append(event)
            return len(found) == count

        await self.wait_for(is_last)
        return found

    async def collect(self) -> None:
        async for received in self.stream:
            self.items.append(received)
            self._more.set()


@asynccontextmanager
async def record_stream(stream: Client | EventStream) -> AsyncIterator[StreamRecorder]:
    """Listen from the moment the server was heard until the block ends."""
    heard = StreamRecorder(stream.events.subscribe() if isinstance(stream, Client) else stream)
    task = asyncio.ensure_future(heard.collect())
    try:
        await heard.wait_for(lambda received: isinstance(received, Connected))
        yield heard
        assert heard.stream.skipped_frames == 0, "a real server's frame could not be read"
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
