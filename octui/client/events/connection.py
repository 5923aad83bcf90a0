"""One connection of the event stream: opened, read, monitored, and abandoned when no data arrives."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TYPE_CHECKING, Self

import msgspec

from octui.client.errors import ClientError, NotOpenCode, TimedOut, Unreachable
from octui.client.events.clock import Clock
from octui.client.events.early_stream import EARLY_PATH, StreamResponse, take_early_stream
from octui.client.events.heartbeat import HeartbeatMonitor
from octui.client.events.read_coalescer import ReadCoalescer
from octui.client.http.http_client import convert_httpx_error
from octui.client.http.response import Response, find_error
from octui.client.http.transport import Transport

if TYPE_CHECKING:
    import httpx

    from octui.client.events.long_frames import LongFrames

HEADER_TIMEOUT = 2.0
"""A starting server takes the request and never answers."""

READ_AHEAD = 256
"""Frames that wait to be consumed; beyond that the server waits."""

OVERSLEPT_SECONDS = 1.0
"""A watchdog wake-up late by more than this many seconds means that this process, not the server, stalled."""

READING_TURNS = 10
"""Turns of the event loop in which bytes that have arrived get from the socket to the watchdog, and more."""

EVENT_STREAM = "text/event-stream"


class Silence(msgspec.Struct, frozen=True):
    """A heartbeat is missing; nothing was heard for so many seconds."""

    seconds: float


class EventConnection:
    """Reads one response; a watchdog on its bytes ends it when the server stays silent for too long."""

    def __init__(
        self, transport: Transport, path: str, response: StreamResponse, clock: Clock, interval: float
    ) -> None:
        self._transport = transport
        self._path = path
        self._response = response
        self._clock = clock
        self._inbox: asyncio.Queue[str | bytes | Silence | ClientError] = asyncio.Queue(READ_AHEAD)
        self._heartbeat = HeartbeatMonitor(clock.now(), interval)
        self._last_words: asyncio.Task[None] | None = None

    @classmethod
    async def open_stream(
        cls, transport: Transport, path: str, query: dict[str, str], clock: Clock, interval: float
    ) -> Self:
        """`interval` is the heartbeat's, in seconds; raises a ClientError for an answer that is not an event stream."""
        http = await transport.open_http_client()
        import httpx  # loaded by `http`, which keeps it out of start-up

        if path == EARLY_PATH:
            early = await take_early_stream(transport.address, transport.credentials)
            if early is not None and _is_event_stream(early):
                return cls(transport, path, early, clock, interval)
            if early is not None:
                await early.aclose()
        asked = transport.describe_request("GET", path)
        headers = {"accept": EVENT_STREAM, "cache-control": "no-store", "accept-encoding": "identity"}
        limits = httpx.Timeout(HEADER_TIMEOUT, read=None)
        request = http.build_request("GET", transport.url + path, params=query, headers=headers, timeout=limits)
        try:
            async with asyncio.timeout(HEADER_TIMEOUT):
                response = await http.send(request, stream=True)
        except TimeoutError as error:
            sentence = f"The server at {transport.url} did not answer GET {path} within {HEADER_TIMEOUT:g} s."
            raise asked.make_error(TimedOut, sentence, None) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise convert_httpx_error(asked, error, HEADER_TIMEOUT) from error
        if _is_event_stream(response):
            return cls(transport, path, response, clock, interval)
        refusal = await _read_refusal(response)
        sentence = f"{transport.url} answered GET {path} with {refusal.media_type or 'something'}, not with events."
        raise find_error(asked, refusal) or asked.make_error(NotOpenCode, sentence, refusal.status)

    def record_heartbeat(self) -> None:
        """Tell the watchdog that a heartbeat was among the frames."""
        self._heartbeat.record_beat(self._clock.now())

    async def iter_frames(self) -> AsyncGenerator[str | bytes | Silence, None]:
        """The data of each frame as it comes, and silences; raises the ClientError that ended the connection.

        A long frame comes as bytes.
        """
        tasks = (asyncio.ensure_future(self._read_frames()), asyncio.ensure_future(self._watch_heartbeat()))
        for task in tasks:
            task.add_done_callback(self._report_early_end)
        try:
            while True:
                received = await self._inbox.get()
                if isinstance(received, ClientError):
                    raise received
                yield received
                # A frame may be large, and the next one come late.
                del received
        finally:
            for task in tasks:
                task.remove_done_callback(self._report_early_end)
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._response.aclose()

    def _report_early_end(self, task: asyncio.Task[None]) -> None:
        """Without its reader or its watchdog the connection would stay silent: it ends with either of them.

        One that returned has said why.
        """
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is None:
            return
        sentence = f"The event stream of {self._transport.url} could not be read ({type(error).__name__})."
        broken = self._transport.describe_request("GET", "/event").make_error(Unreachable, sentence, None)
        # The inbox may be full, and then waits for its reader like everything before it.
        self._last_words = asyncio.ensure_future(self._inbox.put(broken))

    async def _read_frames(self) -> None:
        import httpx  # loaded already, since there is a response
        import httpx_sse

        # Imported when used: the first screen should not wait for it.
        from octui.client.events.long_frames import LongFrames

        long_frames = LongFrames()
        # The same response, watched byte by byte: a frame that is still arriving is a sign of life too.
        heard = httpx.Response(200, headers=self._response.headers, content=self._iter_chunks(long_frames))
        asked = self._transport.describe_request("GET", self._path)
        try:
            async for event in httpx_sse.EventSource(heard).aiter_sse():
                if event.data:
                    await self._inbox.put(long_frames.take_frame(event.data))
        except httpx.HTTPError as error:
            await self._inbox.put(convert_httpx_error(asked, error, None))
        else:
            await self._inbox.put(
                asked.make_error(Unreachable, f"{self._transport.url} closed the event stream.", None)
            )

    async def _iter_chunks(self, long_frames: "LongFrames") -> AsyncIterator[bytes]:
        # Imported when used: the first screen should not wait for it.
        from octui.wire.decoding.attachment_filter import AttachmentFilter

        gathering = ReadCoalescer(self._clock.now)
        attachments = AttachmentFilter()
        async for chunk in self._response.aiter_raw():
            self._heartbeat.record_bytes(self._clock.now())
            yield long_frames.filter_piece(attachments.filter_piece(chunk))
            await gathering.pause_between_reads()
        yield long_frames.filter_piece(attachments.finish_stream()) + long_frames.finish_stream()

    async def _watch_heartbeat(self) -> None:
        pulse = self._heartbeat
        while True:
            while pulse.missed_at > self._clock.now():
                await self._sleep_until(pulse.missed_at)
            silent_since = pulse.heard_at
            if pulse.ever_heard:
                await self._inbox.put(Silence(self._clock.now() - silent_since))
                if (gone := await self._find_unreachable()) is not None:
                    await self._inbox.put(gone)
                    return
            while pulse.heard_at == silent_since and pulse.lost_at > self._clock.now():
                await self._sleep_until(pulse.lost_at)
            if pulse.heard_at == silent_since:
                seconds = self._clock.now() - silent_since
                sentence = f"No data from {self._transport.url} for {seconds:.0f} s."
                await self._inbox.put(
                    self._transport.describe_request("GET", "/event").make_error(TimedOut, sentence, None)
                )
                return

    async def _sleep_until(self, moment: float) -> None:
        """Sleep until it can be judged whether the server is silent; what this process missed is not its silence."""
        await self._clock.sleep(moment - self._clock.now())
        if self._clock.now() - moment > OVERSLEPT_SECONDS or self._inbox.full():
            # Nothing was read while this process was stopped, or while what came before waits to be consumed.
            self._heartbeat.heard_at = self._clock.now()
            return
        # On a busy machine the same wake-up may bring the bytes that were waited for.
        for _ in range(READING_TURNS):
            await asyncio.sleep(0)

    async def _find_unreachable(self) -> ClientError | None:
        """The error that proves the server is no longer there; slowness proves nothing."""
        try:
            await self._transport.ping_server()
        except Unreachable as gone:
            return gone
        except ClientError:
            return None
        return None


def _is_event_stream(response: StreamResponse) -> bool:
    return response.status_code == 200 and response.headers.get("content-type", "").startswith(EVENT_STREAM)


async def _read_refusal(response: "httpx.Response") -> Response:
    """The body of a response that is not an event stream, read only as far as useful."""
    import httpx  # loaded already, since there is a response

    try:
        async with asyncio.timeout(HEADER_TIMEOUT):
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_REFUSAL_BYTES:
                    break
    except (TimeoutError, httpx.HTTPError):
        body = b""
    finally:
        await response.aclose()
    return Response(response.status_code, response.headers, body)


MAX_REFUSAL_BYTES = 64_000
