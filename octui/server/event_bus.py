"""The event bus: publishing never waits, and a subscriber that stops reading is cut off before it uses much memory."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any

from octui.server.identifiers import create_ascending_id
from octui.server.json_encoding import encode_json

HELD_BYTES = 16 * 1024 * 1024
"""Limit of queued bytes per subscriber; the frames themselves are shared by all."""

CHUNK_BYTES = 64 * 1024

GLOBAL_DIRECTORY = "global"
"""The directory named in events that belong to no directory."""


class Subscription:
    """The queue of one subscriber; with a directory it gets only that directory's events, with `None` all."""

    def __init__(self, directory: str | None) -> None:
        self.directory = directory
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
        self._projects: dict[str, str] = {}

    def publish_event(self, kind: str, properties: Mapping[str, Any], directory: str | None) -> None:
        """Send to the subscribers of this directory; with None, only to those of all directories."""
        local = self._local.get(directory) if directory is not None else None
        if not local and not self._global:
            return
        payload = encode_event(kind, properties)
        if local:
            frame = frame_sse(payload)
            for subscription in local:
                subscription.queue_frame(frame)
        if self._global:
            frame = frame_sse(self._wrap_global_event(payload, directory))
            for subscription in self._global:
                subscription.queue_frame(frame)

    def open_subscription(self, directory: str | None) -> Subscription:
        """Subscribe to a directory, or with None to all; end it with `close_subscription`."""
        subscription = Subscription(directory)
        group = self._global if directory is None else self._local.setdefault(directory, set())
        group.add(subscription)
        return subscription

    def close_subscription(self, subscription: Subscription) -> None:
        if subscription.directory is None:
            self._global.discard(subscription)
        elif group := self._local.get(subscription.directory):
            group.discard(subscription)
            if not group:
                del self._local[subscription.directory]

    def finish_streams(self, directory: str | None) -> None:
        """End the streams of a directory after what is queued; with None, all streams."""
        groups = [self._local.get(directory, set())] if directory is not None else [self._global, *self._local.values()]
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


def frame_sse(payload: bytes) -> bytes:
    return b"data: " + payload + b"\n\n"
