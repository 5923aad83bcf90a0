"""Server-sent event streams."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from octui.server.event_bus import Envelope, EventBus, Subscription, encode_event, frame_sse
from octui.server.identifiers import create_ascending_id
from octui.server.json_encoding import encode_json

HEARTBEAT_SECONDS = 10.0


class EventStream(Response):
    """The events of a directory or of all, until the client disconnects or stalls or the instance ends."""

    def __init__(
        self,
        bus: EventBus,
        abort_connection: Callable[[tuple[str, int]], None],
        directory: str | None,
        greeting: Sequence[bytes] = (),
        *,
        envelope: Envelope = "event",
    ) -> None:
        super().__init__(media_type="text/event-stream")
        self._bus = bus
        self._abort_connection = abort_connection
        self._directory = directory
        self._greeting = greeting
        self._envelope = envelope

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        subscription = self._bus.open_subscription(self._directory, self._envelope)
        tasks = [
            asyncio.ensure_future(self._pump_events(subscription, send)),
            asyncio.ensure_future(wait_for_disconnect(receive)),
            asyncio.ensure_future(subscription.wait_until_stalled()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._bus.close_subscription(subscription)
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks, return_exceptions=True)
        if subscription.is_cut_off and scope.get("client"):
            self._abort_connection(tuple(scope["client"]))
            # Uvicorn notices in its next iteration; raising here would make it log an unfinished response.
            await asyncio.sleep(0)

    async def _pump_events(self, subscription: Subscription, send: Send) -> None:
        headers = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-cache, no-transform"),
            (b"x-accel-buffering", b"no"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        hello = b"".join([self._encode_own_event("server.connected"), *self._greeting])
        await send({"type": "http.response.body", "body": hello, "more_body": True})
        loop = asyncio.get_running_loop()
        beat = loop.time() + HEARTBEAT_SECONDS
        while True:
            try:
                async with asyncio.timeout_at(beat):
                    frames = await subscription.read_chunk()
            except TimeoutError:
                frames = self._encode_heartbeat()
                beat = loop.time() + HEARTBEAT_SECONDS
            if frames is None:
                break
            await send({"type": "http.response.body", "body": frames, "more_body": True})
        if not subscription.is_cut_off:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _encode_heartbeat(self) -> bytes:
        return b": heartbeat\n\n" if self._envelope == "api" else self._encode_own_event("server.heartbeat")

    def _encode_own_event(self, kind: str) -> bytes:
        """An event for this connection only."""
        match self._envelope:
            case "api":
                payload = encode_json({"id": create_ascending_id("evt"), "type": kind, "data": {}})
            case "global":
                payload = b'{"payload":' + encode_event(kind, {}) + b"}"
            case "event":
                payload = encode_event(kind, {})
        return frame_sse(payload)


async def wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
