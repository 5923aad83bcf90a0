import asyncio

import pytest

from octui.client import (
    Client,
    Connected,
    Lost,
    NotOpenCode,
    ServerFailed,
    Unauthorized,
    Unreachable,
)
from tests.support.hand_time import HandTime
from tests.support.hearing import hearing, is_lost, said, texts
from tests.support.listening import Heard
from tests.support.misbehaving import (
    HELLO,
    Request,
    Script,
    hanging,
    healthy,
    misbehaving,
    replying,
    streaming,
)


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
