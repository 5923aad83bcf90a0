import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from octui.client import (
    Client,
    Connected,
    Credentials,
    Lost,
    NotOpenCode,
    Quiet,
    ServerFailed,
    TimedOut,
    Unauthorized,
    Unreachable,
)
from octui.client import connection as connection_module
from octui.wire.events import Arrived, PartDelta, ServerHeartbeat, TuiPromptAppend
from tests.support.hand_time import HandTime
from tests.support.listening import Heard
from tests.support.misbehaving import (
    HELLO,
    Misbehaving,
    Request,
    Script,
    hanging,
    healthy,
    misbehaving,
    replying,
    response,
    streaming,
)

HERE = "/home/user/project"
BEAT = b'data: {"payload":{"type":"server.heartbeat","properties":{}}}\n\n'


def said(text: str, directory: str | None = HERE) -> bytes:
    payload = {"type": "tui.prompt.append", "properties": {"text": text}}
    envelope: dict[str, object] = {"payload": payload}
    if directory is not None:
        envelope["directory"] = directory
    return f"data: {json.dumps(envelope, ensure_ascii=False)}\n\n".encode()


def texts(heard: Heard) -> list[str]:
    return [event.text for event in heard.events if isinstance(event, TuiPromptAppend)]


@asynccontextmanager
async def hearing(
    script: Script, time: HandTime | None = None, *, directory: str | None = HERE
) -> AsyncIterator[tuple[Heard, Misbehaving]]:
    async with misbehaving(script) as server, Client(server.url, directory=directory) as client:
        heard = Heard(client.events(timing=time.timing if time else None))
        task = asyncio.ensure_future(heard.collect())
        try:
            yield heard, server
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def is_quiet(received: object) -> bool:
    return isinstance(received, Quiet)


def is_lost(received: object) -> bool:
    return isinstance(received, Lost)


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


async def test_half_a_frame_and_then_nothing_is_lost_and_connected_again() -> None:
    time = HandTime()
    async with hearing(healthy(streaming(HELLO, said("whole"), b'data: {"payl')), time) as (heard, server):
        lost = await heard.until(is_lost)
        assert isinstance(lost, Lost)
        assert type(lost.error) is Unreachable
        assert texts(heard) == ["whole"]
        mark = len(heard.items)
        while not any(isinstance(received, Connected) for received in heard.items[mark:]):
            await time.pass_until_woken()
            await heard.until(lambda _: True, after=len(heard.items))
        assert len(server.asked("/global/event")) == 2


async def test_attempts_come_at_growing_intervals_and_a_good_connection_resets_them() -> None:
    time = HandTime()
    good = False

    async def moody(request: Request, writer: asyncio.StreamWriter) -> None:
        if good:
            await streaming(HELLO, then=hanging)(request, writer)

    async with hearing(healthy(moody), time) as (heard, _):
        delays = []
        for number in range(9):
            lost = await heard.until(is_lost, after=number)
            assert isinstance(lost, Lost)
            delays.append(lost.retry_in)
            good = number == 8
            assert await time.pass_until_woken() == lost.retry_in
        assert delays == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
        await heard.until(lambda received: isinstance(received, Connected))


async def test_a_connection_that_breaks_at_once_is_no_good_one() -> None:
    time = HandTime()
    async with hearing(healthy(streaming(HELLO)), time) as (heard, _):
        delays = []
        mark = 0
        for _ in range(3):
            lost = await heard.until(is_lost, after=mark)
            assert isinstance(lost, Lost)
            mark = heard.items.index(lost, mark) + 1
            delays.append(lost.retry_in)
            await time.pass_until_woken()
    assert delays == [0.25, 0.5, 1.0]


async def test_jitter_shortens_a_delay_by_half_at_most() -> None:
    time = HandTime()
    time.timing = type(time.timing)(time.timing.clock, time.timing.sleep, lambda: 0.0)
    async with hearing(healthy(streaming()), time) as (heard, _):
        lost = await heard.until(is_lost)
        assert isinstance(lost, Lost)
        assert lost.retry_in == 0.125


async def test_waiting_can_be_cut_short() -> None:
    time = HandTime()
    async with hearing(healthy(streaming(HELLO)), time) as (heard, _):
        await heard.until(is_lost)
        mark = len(heard.items)
        await time.someone_sleeps()
        heard.stream.retry_now()
        await heard.until(lambda received: isinstance(received, Connected), after=mark)


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (healthy(replying("200 OK", "text/html", b"<html>")), NotOpenCode),
        (healthy(replying("200 OK", "application/json", b"{}")), NotOpenCode),
        (healthy(replying("500 Internal Server Error", "application/json", b'{"message":"broken"}')), ServerFailed),
        (replying("401 Unauthorized", "text/plain", b""), Unauthorized),
        (replying("200 OK", "text/html", b"<html>"), NotOpenCode),
    ],
    ids=["page", "json", "500", "401", "website"],
)
async def test_what_is_no_stream_is_told_and_tried_again(script: Script, kind: type[Exception]) -> None:
    time = HandTime()
    async with hearing(script, time) as (heard, _):
        for number in range(2):
            lost = await heard.until(is_lost, after=number)
            assert isinstance(lost, Lost)
            assert type(lost.error) is kind
            await time.pass_until_woken()


async def test_nobody_there_is_told_and_tried_again(free_port: int) -> None:
    time = HandTime()
    async with Client(f"http://127.0.0.1:{free_port}") as client:
        heard = Heard(client.events(timing=time.timing))
        task = asyncio.ensure_future(heard.collect())
        lost = await heard.until(is_lost)
        assert isinstance(lost, Lost)
        assert type(lost.error) is Unreachable
        async with misbehaving(healthy(streaming(HELLO, then=hanging)), free_port):
            await time.pass_until_woken()
            await heard.until(lambda received: isinstance(received, Connected))
            task.cancel()


async def test_a_server_that_takes_the_request_and_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "HEADER_SECONDS", 0.1)
    time = HandTime()
    async with hearing(healthy(hanging), time) as (heard, _):
        lost = await heard.until(is_lost)
        assert isinstance(lost, Lost)
        assert type(lost.error) is TimedOut


async def test_headers_without_a_word_are_given_up() -> None:
    time = HandTime()
    async with hearing(healthy(streaming(then=hanging)), time) as (heard, _):
        assert await time.pass_until_woken() == 5.0
        lost = await heard.until(is_lost)
        assert isinstance(lost, Lost)
        assert type(lost.error) is TimedOut
        assert not any(isinstance(received, Quiet | Connected) for received in heard.items)


async def test_a_missed_heartbeat_is_quiet_and_two_are_lost() -> None:
    time = HandTime()
    async with hearing(healthy(streaming(HELLO, then=hanging)), time) as (heard, server):
        await heard.until(lambda received: isinstance(received, Connected))
        checks = len(server.asked("/global/health"))
        await time.pass_to(35.0)
        assert await heard.until(is_quiet) == Quiet(35.0)
        await time.pass_to(65.0)
        lost = await heard.until(is_lost)
        assert isinstance(lost, Lost)
        assert str(lost.error).endswith("for 65 s.")
        assert len(server.asked("/global/health")) == checks + 1


async def test_a_server_that_is_gone_is_not_waited_for_once_it_is_quiet() -> None:
    time = HandTime()
    gone = False

    async def going(request: Request, writer: asyncio.StreamWriter) -> None:
        if not gone:
            await healthy(streaming(HELLO, then=hanging))(request, writer)

    async with hearing(going, time) as (heard, _):
        await heard.until(lambda received: isinstance(received, Connected))
        gone = True
        await time.pass_to(35.0)
        await heard.until(is_quiet)
        lost = await heard.until(is_lost)
        assert isinstance(lost, Lost)
        assert type(lost.error) is Unreachable


async def test_a_heartbeat_ends_the_doubt_and_sets_the_pace() -> None:
    time = HandTime()
    beat = asyncio.Queue[bytes]()

    async def on_demand(_: Request, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(await beat.get())
            await writer.drain()

    async with hearing(healthy(streaming(HELLO, then=on_demand)), time) as (heard, _):
        await heard.until(lambda received: isinstance(received, Connected))
        await time.pass_to(10.0)
        beat.put_nowait(BEAT)
        await heard.until(lambda _: len(beats(heard)) == 1)
        await time.pass_to(35.0)
        assert await heard.until(is_quiet) == Quiet(25.0)
        beat.put_nowait(BEAT)
        await heard.until(lambda _: len(beats(heard)) == 2)
        await time.pass_until_woken()
        assert not any(map(is_lost, heard.items))


async def test_a_frame_that_is_still_coming_is_a_sign_of_life() -> None:
    time = HandTime()
    more = asyncio.Queue[bytes]()

    async def dripping(_: Request, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(await more.get())
            await writer.drain()

    async with hearing(healthy(streaming(HELLO, then=dripping)), time) as (heard, _):
        await heard.until(lambda received: isinstance(received, Connected))
        await time.pass_to(30.0)
        more.put_nowait(said("slow")[:20])
        more.put_nowait(said("slow")[20:] + said("then")[:20])
        await heard.until(lambda _: texts(heard) == ["slow"])
        await time.pass_to(64.0)
        more.put_nowait(said("then")[20:])
        await heard.until(lambda _: texts(heard) == ["slow", "then"])
        assert not any(isinstance(received, Quiet | Lost) for received in heard.items)


async def test_a_process_that_was_stopped_blames_itself() -> None:
    time = HandTime()
    async with hearing(healthy(streaming(HELLO, then=hanging)), time) as (heard, _):
        await heard.until(lambda received: isinstance(received, Connected))
        await time.someone_sleeps()
        time.advance(3600.0)
        assert await time.someone_sleeps() == 35.0
        assert not any(isinstance(received, Quiet | Lost) for received in heard.items)


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


def beats(heard: Heard) -> list[ServerHeartbeat]:
    return [event for event in heard.events if isinstance(event, ServerHeartbeat)]
