import asyncio
import resource
import socket
from contextlib import suppress

import httpx
import pytest

from octui.client import Client
from octui.server import event_bus as buses
from octui.server.event_bus import EventBus, Subscription
from octui.server.http import event_streams
from octui.wire.events import GlobalDisposed, InstanceDisposed, SessionCreated, TuiPromptAppend
from tests.server.conftest import Running
from tests.support.stream_recorder import record_stream
from tests.support.waiting import wait_until_true

READERS = 50
PIECE = "x" * 8_000
ENOUGH = 2_000
"""The system buffers at most a few hundred of these for a client that does not read."""


async def test_every_listener_of_a_directory_hears_its_events_and_no_others() -> None:
    bus = EventBus()
    here, there, everywhere = bus.open_subscription("/a"), bus.open_subscription("/b"), bus.open_subscription(None)
    bus.set_directory_project("/a", "p1")
    bus.publish_event("file.edited", {"file": "x"}, "/a")
    bus.publish_event("global.disposed", {}, None)
    there.finish_stream()
    assert await there.read_chunk() is None
    assert b'"file.edited"' in (await here.read_chunk() or b"")
    heard = await everywhere.read_chunk() or b""
    assert b'{"directory":"/a","project":"p1","payload":{"id":"evt_' in heard
    assert b'{"directory":"global","payload":' in heard


async def test_who_stalls_is_cut_off_before_it_costs_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buses, "HELD_BYTES", 10_000)
    slow = Subscription(None)
    for _ in range(30):
        slow.queue_frame(b"x" * 1_000)
    assert slow.is_cut_off
    assert await slow.read_chunk() is None
    await slow.wait_until_stalled()
    one_large = Subscription(None)
    one_large.queue_frame(b"x" * 50_000)
    assert len(await one_large.read_chunk() or b"") == 50_000


async def test_fifty_listen_one_stalls_and_the_others_hear_everything(
    app_server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buses, "HELD_BYTES", 1_000_000)
    port = int(app_server.url.rpartition(":")[2])
    bus = app_server.server.bus
    stalled = await _stalled(port)
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(READERS - 1)]
    for _, writer in connections:
        writer.write(b"GET /global/event HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
    heard = [asyncio.create_task(_count(reader)) for reader, _ in connections]
    await wait_until_true(lambda: len(bus._global) >= READERS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    published = 0
    while len(bus._global) == READERS and published < ENOUGH:
        bus.publish_event("message.part.delta", {"sessionID": "ses_x", "delta": PIECE}, "/somewhere")
        published += 1
        await asyncio.sleep(0)
    bus.publish_event("global.disposed", {}, None)
    assert await asyncio.gather(*heard) == [published] * (READERS - 1)
    assert len(bus._global) == READERS - 1
    # Frames are shared by all subscribers: one copy each would be hundreds of megabytes.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
    assert not (await _what_came(stalled)).endswith(b"0\r\n\r\n")
    for _, writer in connections:
        writer.close()


async def test_a_listener_that_goes_is_forgotten(app_server: Running) -> None:
    async with httpx.AsyncClient() as http, http.stream("GET", f"{app_server.url}/global/event"):
        assert len(app_server.server.bus._global) == 1
    await wait_until_true(lambda: not app_server.server.bus._global)


async def test_both_streams_have_a_pulse(app_server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_streams, "HEARTBEAT_SECONDS", 0.05)
    async with httpx.AsyncClient(base_url=app_server.url) as http:
        for path in ("/event", "/global/event"):
            async with http.stream("GET", path) as stream:
                assert stream.headers["content-type"] == "text/event-stream"
                beats = 0
                async for line in stream.aiter_lines():
                    beats += "server.heartbeat" in line
                    if beats == 3:
                        break


async def test_disposing_a_directory_ends_its_stream_and_not_the_global_one(app_server: Running) -> None:
    directory = app_server.server.directory
    async with (
        Client(app_server.url, directory=directory) as client,
        record_stream(client.events.subscribe(_any)) as heard,
    ):
        stream = asyncio.create_task(_lines_of(app_server, "/event"))
        await wait_until_true(lambda: directory in app_server.server.bus._local)
        await client.server.dispose_instance()
        rest = await stream
        assert "server.instance.disposed" in rest[-2]
        assert (await heard.wait_for_event(InstanceDisposed)).directory == directory
        await client.server.get_paths()
        await client.server.dispose_all()
        await heard.wait_for_event(GlobalDisposed)
        made = await client.sessions.create()
        assert (await heard.wait_for_event(SessionCreated)).info.id == made.id


async def test_events_of_one_directory_are_not_sent_to_another(app_server: Running) -> None:
    async with Client(app_server.url, directory="/nowhere/here") as client, record_stream(client) as heard:
        await client.tui.append_prompt("elsewhere", directory="/nowhere/there")
        await client.tui.append_prompt("here")
        assert (await heard.wait_for_event(TuiPromptAppend)).text == "here"
        assert [event.text for event in heard.events if isinstance(event, TuiPromptAppend)] == ["here"]


def _any(_directory: str) -> bool:
    return True


async def _lines_of(app_server: Running, path: str) -> list[str]:
    """Everything a stream sends until it ends."""
    async with httpx.AsyncClient(base_url=app_server.url) as http, http.stream("GET", path) as stream:
        return [line async for line in stream.aiter_lines()]


async def _stalled(port: int) -> socket.socket:
    """A client that connects and then never reads."""
    asking = socket.socket()
    asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    asking.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(asking, ("127.0.0.1", port))
    await loop.sock_sendall(asking, b"GET /global/event HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
    return asking


async def _count(reader: asyncio.StreamReader) -> int:
    """The number of deltas until the end."""
    count = 0
    while b"global.disposed" not in (frame := await reader.readuntil(b"\n\n")):
        count += frame.count(b"message.part.delta")
    return count


async def _what_came(asking: socket.socket) -> bytes:
    """Everything still in flight, until the other side closes."""
    came = b""
    with suppress(ConnectionResetError), asking:
        while received := await asyncio.get_running_loop().sock_recv(asking, 65_536):
            came = (came + received)[-1_000:]
    return came
