"""The event bus: publishing never waits, and a subscriber that stops reading is cut off before it uses much memory."""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from octui.server.identifiers import create_ascending_id
from octui.server.json_encoding import encode_json
from octui.wire.access.trust import TRUST_EVENT

HELD_BYTES = 16 * 1024 * 1024
"""Limit of queued bytes per subscriber; the frames themselves are shared by all."""

CHUNK_BYTES = 64 * 1024

NOT_IN_API: Final = frozenset(("server.instance.disposed", TRUST_EVENT))
"""Types that clients of `/api/event` do not know."""

GLOBAL_DIRECTORY = "global"
"""The directory named in events that belong to no directory."""


Envelope = Literal["event", "global", "api"]
"""How an event is wrapped: as on `/event`, on `/global/event`, or on `/api/event`."""


class Subscription:
    """The queue of one subscriber; with a directory it gets only that directory's events, with `None` all."""

    def __init__(self, directory: str | None, envelope: Envelope = "event") -> None:
        self.directory = directory
        self.envelope = envelope
        self.is_cut_off = False
        """It did not read for so long that its queue was dropped."""
        self._ended = False
        self._frames: deque[bytes] = deque()
        self._held = 0
        self._wakeup = asyncio.Event()
        self._stalled = asyncio.Event()

    def queue_frame(self, frame: bytes) -> None:
        if self.is_cut_off or self._ended:
            return
        if self._frames and self._held + len(frame) > HELD_BYTES:
            self.is_cut_off = True
            self._frames.clear()
            self._held = 0
            self._stalled.set()
        else:
            self._frames.append(frame)
            self._held += len(frame)
        self._wakeup.set()

    def finish_stream(self) -> None:
        """Deliver what is queued, then end."""
        self._ended = True
        self._wakeup.set()

    async def read_chunk(self) -> bytes | None:
        """The next frames as one chunk, waiting until there are some; None at the end."""
        while not self._frames:
            if self.is_cut_off or self._ended:
                return None
            self._wakeup.clear()
            await self._wakeup.wait()
        return self._pop_chunk()

    async def wait_until_stalled(self) -> None:
        """Wait until the subscriber has been cut off."""
        await self._stalled.wait()

    def _pop_chunk(self) -> bytes:
        frames = [self._frames.popleft()]
        size = len(frames[0])
        while self._frames and size + len(self._frames[0]) <= CHUNK_BYTES:
            size += len(self._frames[0])
            frames.append(self._frames.popleft())
        self._held -= size
        return b"".join(frames)


class EventBus:
    """Delivers the events of all directories of the server."""

    def __init__(self) -> None:
        self._local: dict[str, set[Subscription]] = {}
        self._global: set[Subscription] = set()
        self._api: set[Subscription] = set()
        self._projects: dict[str, str] = {}

    def publish_event(self, kind: str, properties: Mapping[str, Any], directory: str | None) -> None:
        """Send to the subscribers of this directory; with None, only to those of all directories."""
        local = self._local.get(directory) if directory is not None else None
        if not local and not self._global and not self._api:
            return
        event_id, body = create_ascending_id("evt"), encode_json(dict(properties))
        payload = encode_json({"id": event_id, "type": kind})[:-1] + b',"properties":' + body + b"}"
        _queue_for(local or (), payload)
        if self._global:
            _queue_for(self._global, self._wrap_global_event(payload, directory))
        if self._api and kind not in NOT_IN_API:
            place = {"location": {"directory": directory}} if directory is not None else {}
            head = encode_json({"id": event_id, "type": kind, **place})
            _queue_for(self._api, head[:-1] + b',"data":' + body + b"}")

    def open_subscription(self, directory: str | None, envelope: Envelope = "global") -> Subscription:
        """Subscribe to a directory, or with None to all; end it with `close_subscription`."""
        subscription = Subscription(directory, envelope)
        if directory is not None:
            self._local.setdefault(directory, set()).add(subscription)
        else:
            (self._api if envelope == "api" else self._global).add(subscription)
        return subscription

    def close_subscription(self, subscription: Subscription) -> None:
        self._global.discard(subscription)
        self._api.discard(subscription)
        if subscription.directory is not None and (group := self._local.get(subscription.directory)):
            group.discard(subscription)
            if not group:
                del self._local[subscription.directory]

    def finish_streams(self, directory: str | None) -> None:
        """End the streams of a directory after what is queued; with None, all streams."""
        groups = (
            [self._local.get(directory, set())]
            if directory is not None
            else [self._global, self._api, *self._local.values()]
        )
        for group in groups:
            for subscription in group:
                subscription.finish_stream()

    def set_directory_project(self, directory: str, project_id: str) -> None:
        """Set which project a directory belongs to; global events name it."""
        self._projects[directory] = project_id

    def _wrap_global_event(self, payload: bytes, directory: str | None) -> bytes:
        envelope: dict[str, str] = {"directory": directory if directory is not None else GLOBAL_DIRECTORY}
        if directory is not None and (project := self._projects.get(directory)) is not None:
            envelope["project"] = project
        return encode_json(envelope)[:-1] + b',"payload":' + payload + b"}"


def encode_event(kind: str, properties: Mapping[str, Any]) -> bytes:
    """One event as JSON, with a new id."""
    return encode_json({"id": create_ascending_id("evt"), "type": kind, "properties": dict(properties)})


def _queue_for(subscriptions: Iterable[Subscription], payload: bytes) -> None:
    frame = frame_sse(payload)
    for subscription in subscriptions:
        subscription.queue_frame(frame)


def frame_sse(payload: bytes) -> bytes:
    return b"data: " + payload + b"\n\n"
