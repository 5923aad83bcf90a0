"""The server's events as one endless iteration, across reconnects."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import msgspec

from octui.client.capabilities import OLDEST_KNOWN
from octui.client.capable_transport import CapableTransport
from octui.client.errors import ClientError
from octui.client.events.backoff import Backoff, find_max_delay
from octui.client.events.clock import Clock
from octui.client.events.connection import EventConnection, Silence
from octui.client.events.heartbeat import get_known_interval
from octui.wire.decoding.damaged_json import to_bytes
from octui.wire.decoding.split_pairs import SplitPairs
from octui.wire.decoding.tolerant_decoder import UNREADABLE
from octui.wire.event_frames import decode_event
from octui.wire.events import Received, ServerConnected, ServerHeartbeat
from octui.wire.health import Health

LARGE_FRAME = 200_000
"""Frames of at least this many characters are decoded off the event loop."""

TURN_SECONDS = 0.004
"""How long events may be delivered before other tasks on the loop get their turn."""


class Connected(msgspec.Struct, frozen=True):
    """Bytes arrived from the server; what happened before is unknown, so load everything again."""

    version: str = ""
    is_embedded: bool = False
    """Whether it is octui's own server: what answers at an address may be replaced between two connections."""


class HeartbeatMissed(msgspec.Struct, frozen=True):
    """A heartbeat is missing; the next item means that the server is still there."""

    seconds: float = 0.0
    """Since something was last heard."""


class Disconnected(msgspec.Struct, frozen=True):
    """There is no connection; the next attempt is made in `retry_in` seconds, or on `EventStream.retry_now`."""

    retry_in: float
    error: ClientError


StreamItem = Connected | Received | HeartbeatMissed | Disconnected
DirectoryFilter = Callable[[str], bool]


class EventStream:
    """Iterate over it once; it ends when it is cancelled or closed, and never by itself."""

    def __init__(self, transport: CapableTransport, directories: DirectoryFilter | None, clock: Clock) -> None:
        self._transport = transport
        self._wanted = directories or _match_own_directory(transport.directory)
        self._clock = clock
        self._hurry = asyncio.Event()
        self.skipped_frames = 0
        """Frames that could not be read."""

    def retry_now(self) -> None:
        """End the wait for the next attempt early."""
        self._hurry.set()

    async def __aiter__(self) -> AsyncGenerator[StreamItem, None]:
        backoff = Backoff(self._clock)
        while True:
            try:
                async with aclosing(self._iter_connection()) as items:
                    async for received in items:
                        if isinstance(received, Connected):
                            backoff.record_connected()
                        yield received
            except ClientError as error:
                cause = error
            self._transport.invalidate_health()
            retry_in = backoff.compute_delay(find_max_delay(self._transport.address, cause))
            self._hurry.clear()
            yield Disconnected(retry_in, cause)
            await self._wait_for_retry(retry_in)

    async def _iter_connection(self) -> AsyncGenerator[StreamItem, None]:
        """One connection, from its first bytes to the ClientError that ends it."""
        health = await self._transport.ensure_healthy()
        path, query = await self._choose_endpoint(health)
        interval = get_known_interval(health.version_numbers)
        connection = await EventConnection.open_stream(self._transport, path, query, self._clock, interval)
        pairs = SplitPairs()
        greeted = False
        turn = self._clock.now()
        async with aclosing(connection.iter_frames()) as frames:
            async for frame in frames:
                if isinstance(frame, Silence):
                    yield HeartbeatMissed(frame.seconds)
                    continue
                if not greeted:
                    greeted = True
                    # 1.18.33 says hello before it listens to its own bus, so that what happens at once is never
                    # sent; by the time it has answered another request it does listen.
                    await self._transport.ping_server()
                    yield Connected(health.version, health.is_embedded)
                arrived = await self._decode_frame(frame, pairs)
                # It may be large, and the next one come late.
                del frame
                if arrived is not None:
                    if isinstance(arrived.event, ServerHeartbeat):
                        connection.record_heartbeat()
                    yield arrived
                if self._clock.now() - turn > TURN_SECONDS:
                    await asyncio.sleep(0)
                    turn = self._clock.now()

    async def _choose_endpoint(self, health: Health) -> tuple[str, dict[str, str]]:
        if health.version_numbers >= OLDEST_KNOWN or (await self._transport.get_capabilities()).global_events:
            return "/global/event", {}
        return "/event", self._transport.build_query(None)

    async def _decode_frame(self, frame: str | bytes, pairs: SplitPairs) -> Received | None:
        """The event of a frame, unless it is a repeat, of another directory, or not to be read."""
        try:
            if len(frame) > LARGE_FRAME:
                arrived = await asyncio.to_thread(decode_event, frame, pairs)
            else:
                arrived = decode_event(frame, pairs)
        except UNREADABLE:
            self.skipped_frames += 1
            self._transport.unreadable.record_item("event", to_bytes(frame))
            return None
        if arrived is None or isinstance(arrived.event, ServerConnected):
            return None
        directory = arrived.directory
        return arrived if directory is None or self._wanted(directory) else None

    async def _wait_for_retry(self, seconds: float) -> None:
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        hurried = asyncio.ensure_future(self._hurry.wait())
        try:
            await asyncio.wait({sleeping, hurried}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            hurried.cancel()


class EventsApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    def subscribe(self, directories: DirectoryFilter | None = None, *, clock: Clock | None = None) -> EventStream:
        """Everything that happens from now on: Connected, Received, HeartbeatMissed and Disconnected, over and over.

        `directories` says whose events are wanted; without it those of the client's own directory, or of all when it
        has none. Events that belong to no directory always come.
        """
        return EventStream(self._transport, directories, clock or Clock())


GLOBAL = "global"
"""The directory the server gives to events that concern none."""


def _match_own_directory(own: str | None) -> DirectoryFilter:
    if own is None:
        return lambda _: True
    wanted = {GLOBAL, own, own.rstrip("/") or "/"}
    return lambda directory: directory in wanted or (directory.rstrip("/") or "/") in wanted
