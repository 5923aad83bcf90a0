import asyncio

import pytest

from octui.client import (
    Client,
    ClientError,
    Connected,
    Disconnected,
    NotOpenCode,
    ServerFailed,
    TimedOut,
    Unauthorized,
    Unreachable,
)
from octui.client.address import parse_address
from octui.client.events.backoff import find_max_delay
from tests.support.fake_clock import FakeClock
from tests.support.faulty_server import (
    HELLO,
    Request,
    Script,
    never_reply,
    reply_healthy_then,
    reply_with,
    run_faulty_server,
    stream_pieces,
)
from tests.support.scripted_stream import append_prompt_frame, appended_texts, is_lost, record_scripted_stream
from tests.support.stream_recorder import StreamRecorder


async def test_half_a_frame_and_then_nothing_is_lost_and_connected_again() -> None:
    time = FakeClock()
    async with record_scripted_stream(
        reply_healthy_then(stream_pieces(HELLO, append_prompt_frame("whole"), b'data: {"payl')), time
    ) as (heard, server):
        lost = await heard.wait_for(is_lost)
        assert isinstance(lost, Disconnected)
        assert type(lost.error) is Unreachable
        assert appended_texts(heard) == ["whole"]
        mark = len(heard.items)
        while not any(isinstance(received, Connected) for received in heard.items[mark:]):
            await time.pass_until_woken()
            await heard.wait_for(lambda _: True, after=len(heard.items))
        assert len(server.count_requests("/global/event")) == 2


async def test_attempts_come_at_growing_intervals_and_a_good_connection_resets_them() -> None:
    time = FakeClock()
    good = False

    async def moody(request: Request, writer: asyncio.StreamWriter) -> None:
        if good:
            await stream_pieces(HELLO, then=never_reply)(request, writer)

    async with record_scripted_stream(reply_healthy_then(moody), time) as (heard, _):
        delays = []
        for number in range(9):
            lost = await heard.wait_for(is_lost, after=number)
            assert isinstance(lost, Disconnected)
            delays.append(lost.retry_in)
            good = number == 8
            assert await time.pass_until_woken() == lost.retry_in
        assert delays == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
        await heard.wait_for(lambda received: isinstance(received, Connected))


async def test_a_connection_that_breaks_at_once_is_no_good_one() -> None:
    time = FakeClock()
    async with record_scripted_stream(reply_healthy_then(stream_pieces(HELLO)), time) as (heard, _):
        delays = []
        mark = 0
        for _ in range(3):
            lost = await heard.wait_for(is_lost, after=mark)
            assert isinstance(lost, Disconnected)
            mark = heard.items.index(lost, mark) + 1
            delays.append(lost.retry_in)
            await time.pass_until_woken()
    assert delays == [0.25, 0.5, 1.0]


async def test_jitter_shortens_a_delay_by_half_at_most() -> None:
    time = FakeClock()
    time.timing = type(time.timing)(time.timing.now, time.timing.sleep, lambda: 0.0)
    async with record_scripted_stream(reply_healthy_then(stream_pieces()), time) as (heard, _):
        lost = await heard.wait_for(is_lost)
        assert isinstance(lost, Disconnected)
        assert lost.retry_in == 0.125


async def test_waiting_can_be_cut_short() -> None:
    time = FakeClock()
    async with record_scripted_stream(reply_healthy_then(stream_pieces(HELLO)), time) as (heard, _):
        await heard.wait_for(is_lost)
        mark = len(heard.items)
        await time.someone_sleeps()
        heard.stream.retry_now()
        await heard.wait_for(lambda received: isinstance(received, Connected), after=mark)


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (reply_healthy_then(reply_with("200 OK", "text/html", b"<html>")), NotOpenCode),
        (reply_healthy_then(reply_with("200 OK", "application/json", b"{}")), NotOpenCode),
        (
            reply_healthy_then(reply_with("500 Internal Server Error", "application/json", b'{"message":"broken"}')),
            ServerFailed,
        ),
        (reply_with("401 Unauthorized", "text/plain", b""), Unauthorized),
        (reply_with("200 OK", "text/html", b"<html>"), NotOpenCode),
    ],
    ids=["page", "json", "500", "401", "website"],
)
async def test_what_is_no_stream_is_told_and_tried_again(script: Script, kind: type[Exception]) -> None:
    time = FakeClock()
    async with record_scripted_stream(script, time) as (heard, _):
        for number in range(2):
            lost = await heard.wait_for(is_lost, after=number)
            assert isinstance(lost, Disconnected)
            assert type(lost.error) is kind
            await time.pass_until_woken()


async def test_nobody_there_is_told_and_tried_again(free_port: int) -> None:
    time = FakeClock()
    async with Client(f"http://127.0.0.1:{free_port}") as client:
        heard = StreamRecorder(client.events.subscribe(clock=time.timing))
        task = asyncio.ensure_future(heard.collect())
        lost = await heard.wait_for(is_lost)
        assert isinstance(lost, Disconnected)
        assert type(lost.error) is Unreachable
        async with run_faulty_server(reply_healthy_then(stream_pieces(HELLO, then=never_reply)), free_port):
            await time.pass_until_woken()
            await heard.wait_for(lambda received: isinstance(received, Connected))
            task.cancel()


async def test_a_server_that_is_not_there_on_this_machine_is_looked_for_every_second(free_port: int) -> None:
    time = FakeClock()
    async with Client(f"http://127.0.0.1:{free_port}") as client:
        heard = StreamRecorder(client.events.subscribe(clock=time.timing))
        task = asyncio.ensure_future(heard.collect())
        delays = []
        for number in range(6):
            lost = await heard.wait_for(is_lost, after=number)
            assert isinstance(lost, Disconnected)
            delays.append(lost.retry_in)
            await time.pass_until_woken()
        task.cancel()
    assert delays == [0.25, 0.5, 1.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("url", "error", "seconds"),
    [
        ("http://localhost:4096", Unreachable("No server answers."), 1.0),
        ("http://[::1]:4096", Unreachable("No server answers."), 1.0),
        ("http://localhost:4096", Unreachable("The connection was cut.", delivered=True), 15.0),
        ("http://localhost:4096", TimedOut("The server did not answer."), 15.0),
        ("http://192.0.2.1:4096", Unreachable("No server answers."), 15.0),
    ],
)
def test_only_a_server_missing_on_this_machine_is_asked_for_often(url: str, error: ClientError, seconds: float) -> None:
    assert find_max_delay(parse_address(url), error) == seconds
