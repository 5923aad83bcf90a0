"""Hear what a stream makes of exactly the bytes a server sends, in a test's own time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from octui.client import Client, Disconnected, HeartbeatMissed
from octui.wire.events import TuiPromptAppend
from tests.support.fake_clock import FakeClock
from tests.support.faulty_server import FaultyServer, Script, run_faulty_server
from tests.support.stream_recorder import StreamRecorder

HERE = "/home/user/project"
BEAT = b'data: {"payload":{"type":"server.heartbeat","properties":{}}}\n\n'


def append_prompt_frame(text: str, directory: str | None = HERE) -> bytes:
    payload = {"type": "tui.prompt.append", "properties": {"text": text}}
    envelope: dict[str, object] = {"payload": payload}
    if directory is not None:
        envelope["directory"] = directory
    return f"data: {json.dumps(envelope, ensure_ascii=False)}\n\n".encode()


def appended_texts(heard: StreamRecorder) -> list[str]:
    return [event.text for event in heard.events if isinstance(event, TuiPromptAppend)]


@asynccontextmanager
async def record_scripted_stream(
    script: Script, time: FakeClock | None = None, *, directory: str | None = HERE
) -> AsyncIterator[tuple[StreamRecorder, FaultyServer]]:
    async with run_faulty_server(script) as server, Client(server.url, directory=directory) as client:
        heard = StreamRecorder(client.events.subscribe(clock=time.timing if time else None))
        task = asyncio.ensure_future(heard.collect())
        try:
            yield heard, server
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def is_quiet(received: object) -> bool:
    return isinstance(received, HeartbeatMissed)


def is_lost(received: object) -> bool:
    return isinstance(received, Disconnected)
