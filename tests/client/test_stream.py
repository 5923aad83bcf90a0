import asyncio
import json

import pytest

from octui.client import (
    Client,
    Connected,
    Credentials,
)
from octui.wire.events import Arrived, PartDelta, TuiPromptAppend
from tests.support.hearing import HERE, hearing, said, texts
from tests.support.listening import Heard
from tests.support.misbehaving import (
    HELLO,
    Request,
    hanging,
    healthy,
    misbehaving,
    response,
    streaming,
)


async def test_events_arrive_after_the_connection_was_announced() -> None:
    async with hearing(healthy(streaming(HELLO, said("one"), said("two"), then=hanging))) as (heard, _):
        await heard.until(lambda _: texts(heard) == ["one", "two"])
        assert heard.items[0] == Connected("1.18.33")
        assert heard.items[1] == Arrived(TuiPromptAppend(text="one"), HERE)


async def test_the_connection_is_announced_only_when_the_server_answers_beside_it() -> None:
    asked_beside, release = asyncio.Event(), asyncio.Event()
    opened = False

    async def slow_health(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        if request.path == "/global/event":
            opened = True
        elif opened:
            asked_beside.set()
            await release.wait()
        await healthy(streaming(HELLO, said("early"), then=hanging))(request, writer)

    async with hearing(slow_health) as (heard, _):
        await asked_beside.wait()
        assert heard.items == []
        release.set()
        await heard.until(lambda _: texts(heard) == ["early"])
        assert isinstance(heard.items[0], Connected)


async def test_repeats_and_other_directories_are_left_out_and_what_belongs_to_none_is_kept() -> None:
    sync = b'data: {"directory":"%b","payload":{"type":"sync","syncEvent":{"type":"x.1"}}}\n\n' % HERE.encode()
    frames = [
        HELLO,
        sync,
        said("elsewhere", "/home/user/other"),
        said("everywhere", "global"),
        said("unsaid", None),
        said("slashed", HERE + "/"),
        said("here"),
    ]
    async with hearing(healthy(streaming(*frames, then=hanging))) as (heard, _):
        await heard.until(lambda _: "here" in texts(heard))
        assert texts(heard) == ["everywhere", "unsaid", "slashed", "here"]
        assert len(heard.events) == 4


async def test_a_client_without_a_directory_hears_all_of_them() -> None:
    frames = [HELLO, said("there", "/home/user/other"), said("here")]
    async with hearing(healthy(streaming(*frames, then=hanging)), directory=None) as (heard, _):
        await heard.until(lambda _: texts(heard) == ["there", "here"])


async def test_whose_events_are_wanted_can_be_told() -> None:
    script = healthy(streaming(HELLO, said("there", "/there"), said("here"), said("end", "/there"), then=hanging))
    async with misbehaving(script) as server, Client(server.url, directory=HERE) as client:
        heard = Heard(client.events(lambda directory: directory == "/there"))
        task = asyncio.ensure_future(heard.collect())
        await heard.until(lambda _: "end" in texts(heard))
        assert texts(heard) == ["there", "end"]
        task.cancel()


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_frames_survive_any_cutting_of_their_bytes(size: int) -> None:
    stream = b": a comment\r\n\r\n" + HELLO + said("grüße 😀 \u2028 und\x85 mehr").replace(b"\n", b"\r\n") + said("end")
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    async with hearing(healthy(streaming(*pieces, then=hanging))) as (heard, _):
        await heard.until(lambda _: "end" in texts(heard))
        assert texts(heard) == ["grüße 😀 \u2028 und\x85 mehr", "end"]


async def test_a_frame_that_cannot_be_read_is_counted_and_the_rest_goes_on() -> None:
    broken = [b"data: {\n\n", b"data: 7\n\n", b'data: {"payload":{"type":"session.status","properties":{}}}\n\n']
    unknown = b'data: {"payload":{"type":"from.the.future","properties":{"a":1}}}\n\n'
    async with hearing(
        healthy(streaming(HELLO, *broken, b"data: \xff\xfe\n\n", unknown, said("end"), then=hanging))
    ) as (
        heard,
        _,
    ):
        await heard.until(lambda _: "end" in texts(heard))
        assert heard.stream.skipped == 4
        assert len(heard.events) == 2


async def test_twenty_megabytes_on_one_line_arrive() -> None:
    large = "word " * 4_000_000
    async with hearing(healthy(streaming(HELLO, said(large), said("end"), then=hanging))) as (heard, _):
        await heard.until(lambda _: "end" in texts(heard))
        assert texts(heard)[0] == large


async def test_a_server_without_a_global_stream_is_heard_by_directory() -> None:
    doc = json.dumps({"paths": {"/event": {"get": {}}}}).encode()
    plain = b'data: {"type":"tui.prompt.append","properties":{"text":"plain"}}\n\n'

    async def rest(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path == "/doc":
            writer.write(response("200 OK", "application/json", doc))
            await writer.drain()
        else:
            await streaming(b'data: {"type":"server.connected","properties":{}}\n\n', plain, then=hanging)(
                request, writer
            )

    async with hearing(healthy(rest, version="local")) as (heard, server):
        await heard.until(lambda _: texts(heard) == ["plain"])
        assert server.asked("/global/event") == []
        (request,) = server.asked("/event")
        assert request.target == "/event?directory=%2Fhome%2Fuser%2Fproject"


async def test_credentials_open_the_stream() -> None:
    script = healthy(streaming(HELLO, then=hanging))
    async with misbehaving(script) as server, Client(server.url, credentials=Credentials("me", "hunter2")) as client:
        heard = Heard(client.events())
        task = asyncio.ensure_future(heard.collect())
        await heard.until(lambda received: isinstance(received, Connected))
        task.cancel()
    (request,) = server.asked("/global/event")
    assert request.headers["authorization"] == "Basic bWU6aHVudGVyMg=="
    assert request.headers["accept"] == "text/event-stream"


async def test_leaving_the_iteration_closes_the_connection_and_leaves_nothing_running() -> None:
    gone = asyncio.Event()

    async def until_closed(_: Request, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(b": still here\n\n")
                await writer.drain()
                await asyncio.sleep(0)
        finally:
            gone.set()

    async with misbehaving(healthy(streaming(HELLO, then=until_closed))) as server, Client(server.url) as client:
        before = asyncio.all_tasks()
        events = aiter(client.events())
        async for received in events:
            assert isinstance(received, Connected)
            break
        await events.aclose()
        async with asyncio.timeout(10):
            await gone.wait()
        leftover = {task for task in asyncio.all_tasks() - before if "Connection" in repr(task)}
        assert leftover == set()


async def test_a_burst_leaves_the_loop_to_others() -> None:
    delta = {
        "payload": {
            "type": "message.part.delta",
            "properties": {"sessionID": "ses_1", "messageID": "msg_1", "partID": "prt_1", "delta": "x"},
        }
    }
    burst = f"data: {json.dumps(delta)}\n\n".encode() * 20_000
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.ensure_future(count())
    async with hearing(healthy(streaming(HELLO, burst, then=hanging))) as (heard, _):
        await heard.until(lambda _: isinstance(heard.items[-1], Arrived) and len(heard.items) == 20_001)
        assert sum(isinstance(event, PartDelta) for event in heard.events) == 20_000
    counting.cancel()
    assert turns > 100
