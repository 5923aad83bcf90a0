import asyncio
import json

import pytest

from octui.client import (
    Client,
    Connected,
    Credentials,
)
from octui.wire.events import PartDelta, PartUpdated, Received, TuiPromptAppend
from tests.support.faulty_server import (
    HELLO,
    Request,
    make_response,
    never_reply,
    reply_healthy_then,
    run_faulty_server,
    stream_pieces,
)
from tests.support.scripted_stream import HERE, append_prompt_frame, appended_texts, record_scripted_stream
from tests.support.stream_recorder import StreamRecorder


async def test_events_arrive_after_the_connection_was_announced() -> None:
    async with record_scripted_stream(
        reply_healthy_then(
            stream_pieces(HELLO, append_prompt_frame("one"), append_prompt_frame("two"), then=never_reply)
        )
    ) as (heard, _):
        await heard.wait_for(lambda _: appended_texts(heard) == ["one", "two"])
        assert heard.items[0] == Connected("1.18.33")
        assert heard.items[1] == Received(TuiPromptAppend(text="one"), HERE)


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
        await reply_healthy_then(stream_pieces(HELLO, append_prompt_frame("early"), then=never_reply))(request, writer)

    async with record_scripted_stream(slow_health) as (heard, _):
        await asked_beside.wait()
        assert heard.items == []
        release.set()
        await heard.wait_for(lambda _: appended_texts(heard) == ["early"])
        assert isinstance(heard.items[0], Connected)


async def test_repeats_and_other_directories_are_left_out_and_what_belongs_to_none_is_kept() -> None:
    sync = b'data: {"directory":"%b","payload":{"type":"sync","syncEvent":{"type":"x.1"}}}\n\n' % HERE.encode()
    frames = [
        HELLO,
        sync,
        append_prompt_frame("elsewhere", "/home/user/other"),
        append_prompt_frame("everywhere", "global"),
        append_prompt_frame("unsaid", None),
        append_prompt_frame("slashed", HERE + "/"),
        append_prompt_frame("here"),
    ]
    async with record_scripted_stream(reply_healthy_then(stream_pieces(*frames, then=never_reply))) as (heard, _):
        await heard.wait_for(lambda _: "here" in appended_texts(heard))
        assert appended_texts(heard) == ["everywhere", "unsaid", "slashed", "here"]
        assert len(heard.events) == 4


async def test_a_client_without_a_directory_hears_all_of_them() -> None:
    frames = [HELLO, append_prompt_frame("there", "/home/user/other"), append_prompt_frame("here")]
    async with record_scripted_stream(reply_healthy_then(stream_pieces(*frames, then=never_reply)), directory=None) as (
        heard,
        _,
    ):
        await heard.wait_for(lambda _: appended_texts(heard) == ["there", "here"])


async def test_whose_events_are_wanted_can_be_told() -> None:
    script = reply_healthy_then(
        stream_pieces(
            HELLO,
            append_prompt_frame("there", "/there"),
            append_prompt_frame("here"),
            append_prompt_frame("end", "/there"),
            then=never_reply,
        )
    )
    async with run_faulty_server(script) as server, Client(server.url, directory=HERE) as client:
        heard = StreamRecorder(client.events.subscribe(lambda directory: directory == "/there"))
        task = asyncio.ensure_future(heard.collect())
        await heard.wait_for(lambda _: "end" in appended_texts(heard))
        assert appended_texts(heard) == ["there", "end"]
        task.cancel()


@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_frames_survive_any_cutting_of_their_bytes(size: int) -> None:
    stream = (
        b": a comment\r\n\r\n"
        + HELLO
        + append_prompt_frame("grüße 😀 \u2028 und\x85 mehr").replace(b"\n", b"\r\n")
        + append_prompt_frame("end")
    )
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    async with record_scripted_stream(reply_healthy_then(stream_pieces(*pieces, then=never_reply))) as (heard, _):
        await heard.wait_for(lambda _: "end" in appended_texts(heard))
        assert appended_texts(heard) == ["grüße 😀 \u2028 und\x85 mehr", "end"]


async def test_a_frame_that_cannot_be_read_is_counted_and_the_rest_goes_on() -> None:
    broken = [b"data: {\n\n", b"data: 7\n\n", b'data: {"payload":{"type":"session.status","properties":{}}}\n\n']
    unknown = b'data: {"payload":{"type":"from.the.future","properties":{"a":1}}}\n\n'
    async with record_scripted_stream(
        reply_healthy_then(
            stream_pieces(HELLO, *broken, b"data: \xff\xfe\n\n", unknown, append_prompt_frame("end"), then=never_reply)
        )
    ) as (
        heard,
        _,
    ):
        await heard.wait_for(lambda _: "end" in appended_texts(heard))
        assert heard.stream.skipped_frames == 4
        assert len(heard.events) == 2


async def test_twenty_megabytes_on_one_line_arrive() -> None:
    large = "word " * 4_000_000
    async with record_scripted_stream(
        reply_healthy_then(
            stream_pieces(HELLO, append_prompt_frame(large), append_prompt_frame("end"), then=never_reply)
        )
    ) as (heard, _):
        await heard.wait_for(lambda _: "end" in appended_texts(heard))
        assert appended_texts(heard)[0] == large


async def test_a_server_without_a_global_stream_is_heard_by_directory() -> None:
    doc = json.dumps({"paths": {"/event": {"get": {}}}}).encode()
    plain = b'data: {"type":"tui.prompt.append","properties":{"text":"plain"}}\n\n'

    async def rest(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path == "/doc":
            writer.write(make_response("200 OK", "application/json", doc))
            await writer.drain()
        else:
            await stream_pieces(b'data: {"type":"server.connected","properties":{}}\n\n', plain, then=never_reply)(
                request, writer
            )

    async with record_scripted_stream(reply_healthy_then(rest, version="local")) as (heard, server):
        await heard.wait_for(lambda _: appended_texts(heard) == ["plain"])
        assert server.count_requests("/global/event") == []
        (request,) = server.count_requests("/event")
        assert request.target == "/event?directory=%2Fhome%2Fuser%2Fproject"


async def test_credentials_open_the_stream() -> None:
    script = reply_healthy_then(stream_pieces(HELLO, then=never_reply))
    async with (
        run_faulty_server(script) as server,
        Client(server.url, credentials=Credentials("me", "hunter2")) as client,
    ):
        heard = StreamRecorder(client.events.subscribe())
        task = asyncio.ensure_future(heard.collect())
        await heard.wait_for(lambda received: isinstance(received, Connected))
        task.cancel()
    (request,) = server.count_requests("/global/event")
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

    async with (
        run_faulty_server(reply_healthy_then(stream_pieces(HELLO, then=until_closed))) as server,
        Client(server.url) as client,
    ):
        before = asyncio.all_tasks()
        events = aiter(client.events.subscribe())
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
    async with record_scripted_stream(reply_healthy_then(stream_pieces(HELLO, burst, then=never_reply))) as (heard, _):
        await heard.wait_for(lambda _: isinstance(heard.items[-1], Received) and len(heard.items) == 20_001)
        assert sum(isinstance(event, PartDelta) for event in heard.events) == 20_000
    counting.cancel()
    assert turns > 100


def make_part_frame(state: bytes) -> bytes:
    part = b'{"id":"prt_1","sessionID":"s","messageID":"m","type":"tool","tool":"x","state":' + state + b"}"
    payload = b'{"type":"message.part.updated","properties":{"part":' + part + b"}}"
    return b'data: {"directory":"%b","payload":%b}\n\n' % (HERE.encode(), payload)


@pytest.mark.parametrize(
    "state",
    [
        b'{"input":{"deep":' + b"[" * 5_000 + b"]" * 5_000 + b"}}",
        b'{"output":"cut \\ud83d"}',
        b'{"output":"\xff\xe9"}',
        b'{"input":[null],"time":"soon"}',
        b'{"time":{"start":1e999,"end":NaN}}',
    ],
    ids=["deep", "surrogate", "bytes", "shapes", "numbers"],
)
async def test_an_odd_value_is_shown_as_far_as_it_can_be_read_and_the_stream_goes_on(state: bytes) -> None:
    script = stream_pieces(HELLO, make_part_frame(state), append_prompt_frame("after"), then=never_reply)
    async with record_scripted_stream(reply_healthy_then(script)) as (heard, _):
        await heard.wait_for(lambda _: appended_texts(heard) == ["after"])
        parts = [
            item.event.part
            for item in heard.items
            if isinstance(item, Received) and isinstance(item.event, PartUpdated)
        ]
        assert [part.id for part in parts] == ["prt_1"]


@pytest.mark.parametrize("frame", [b"data: " + b"[" * 100_000, b"data: 7", b'data: {"type":5}', b"data: \xff"])
async def test_a_frame_without_an_event_is_skipped_and_the_stream_goes_on(frame: bytes) -> None:
    script = stream_pieces(HELLO, frame + b"\n\n", append_prompt_frame("after"), then=never_reply)
    async with record_scripted_stream(reply_healthy_then(script)) as (heard, _):
        await heard.wait_for(lambda _: appended_texts(heard) == ["after"])


def make_delta_frame(part_id: str, delta: str) -> bytes:
    properties = b'{"sessionID":"s","messageID":"m","partID":"%b","delta":"%b"}' % (part_id.encode(), delta.encode())
    payload = b'{"type":"message.part.delta","properties":%b}' % properties
    return b'data: {"directory":"%b","payload":%b}\n\n' % (HERE.encode(), payload)


async def test_a_character_that_is_cut_between_two_deltas_is_whole() -> None:
    frames = [
        make_delta_frame("one", r"a\ud83d"),
        make_delta_frame("two", r"\ude00b\ud83d"),
        make_delta_frame("one", r"\ude00c\ud83d"),
        make_delta_frame("one", "d"),
    ]
    script = stream_pieces(HELLO, *frames, append_prompt_frame("after"), then=never_reply)
    async with record_scripted_stream(reply_healthy_then(script)) as (heard, _):
        await heard.wait_for(lambda _: appended_texts(heard) == ["after"])
        deltas = [(event.part_id, event.delta) for event in heard.events if isinstance(event, PartDelta)]
        assert deltas == [("one", "a"), ("two", "\ufffdb"), ("one", "\U0001f600c"), ("one", "\ufffdd")]
