import asyncio

import pytest

from octui.client import (
    Connected,
    Disconnected,
    HeartbeatMissed,
    TimedOut,
    Unreachable,
)
from octui.client.events import connection as connection_module
from octui.wire.events import ServerHeartbeat
from tests.support.fake_clock import FakeClock
from tests.support.faulty_server import (
    HELLO,
    Request,
    never_reply,
    reply_healthy_then,
    stream_pieces,
)
from tests.support.scripted_stream import (
    BEAT,
    append_prompt_frame,
    appended_texts,
    is_lost,
    is_quiet,
    record_scripted_stream,
)
from tests.support.stream_recorder import StreamRecorder


async def test_a_server_that_takes_the_request_and_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "HEADER_TIMEOUT", 0.1)
    time = FakeClock()
    async with record_scripted_stream(reply_healthy_then(never_reply), time) as (heard, _):
        lost = await heard.wait_for(is_lost)
        assert isinstance(lost, Disconnected)
        assert type(lost.error) is TimedOut


async def test_headers_without_a_word_are_given_up() -> None:
    time = FakeClock()
    async with record_scripted_stream(reply_healthy_then(stream_pieces(then=never_reply)), time) as (heard, _):
        assert await time.pass_until_woken() == 5.0
        lost = await heard.wait_for(is_lost)
        assert isinstance(lost, Disconnected)
        assert type(lost.error) is TimedOut
        assert not any(isinstance(received, HeartbeatMissed | Connected) for received in heard.items)


@pytest.mark.parametrize(
    ("version", "quiet_at", "lost_at"),
    [
        ("1.18.33", 12.0, 25.0),
        ("1.18.34", 12.0, 25.0),
        ("2.0.0", 12.0, 25.0),
        ("1.1.58", 32.0, 65.0),
    ],
)
async def test_a_silence_from_the_first_moment_on_is_judged_by_the_pace_of_the_version(
    version: str, quiet_at: float, lost_at: float
) -> None:
    time = FakeClock()
    script = reply_healthy_then(stream_pieces(HELLO, then=never_reply), version)
    async with record_scripted_stream(script, time) as (heard, server):
        await heard.wait_for(lambda received: isinstance(received, Connected))
        checks = len(server.count_requests("/global/health"))
        await time.pass_to(quiet_at)
        assert await heard.wait_for(is_quiet) == HeartbeatMissed(quiet_at)
        await time.pass_to(lost_at)
        lost = await heard.wait_for(is_lost)
        assert isinstance(lost, Disconnected)
        assert str(lost.error).endswith(f"for {lost_at:.0f} s.")
        assert len(server.count_requests("/global/health")) == checks + 1


async def test_a_server_that_is_gone_is_not_waited_for_once_it_is_quiet() -> None:
    time = FakeClock()
    gone = False

    async def going(request: Request, writer: asyncio.StreamWriter) -> None:
        if not gone:
            await reply_healthy_then(stream_pieces(HELLO, then=never_reply))(request, writer)

    async with record_scripted_stream(going, time) as (heard, _):
        await heard.wait_for(lambda received: isinstance(received, Connected))
        gone = True
        await time.pass_to(12.0)
        await heard.wait_for(is_quiet)
        lost = await heard.wait_for(is_lost)
        assert isinstance(lost, Disconnected)
        assert type(lost.error) is Unreachable


async def test_a_heartbeat_ends_the_doubt_and_sets_the_pace() -> None:
    time = FakeClock()
    beat = asyncio.Queue[bytes]()

    async def on_demand(_: Request, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(await beat.get())
            await writer.drain()

    async with record_scripted_stream(reply_healthy_then(stream_pieces(HELLO, then=on_demand)), time) as (heard, _):
        await heard.wait_for(lambda received: isinstance(received, Connected))
        await time.pass_to(10.0)
        beat.put_nowait(BEAT)
        await heard.wait_for(lambda _: len(beats(heard)) == 1)
        await time.pass_to(22.0)
        assert await heard.wait_for(is_quiet) == HeartbeatMissed(12.0)
        beat.put_nowait(BEAT)
        await heard.wait_for(lambda _: len(beats(heard)) == 2)
        await time.pass_until_woken()
        assert not any(map(is_lost, heard.items))


async def test_a_frame_that_is_still_coming_is_a_sign_of_life() -> None:
    time = FakeClock()
    more = asyncio.Queue[bytes]()

    async def dripping(_: Request, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(await more.get())
            await writer.drain()

    async with record_scripted_stream(reply_healthy_then(stream_pieces(HELLO, then=dripping)), time) as (heard, _):
        await heard.wait_for(lambda received: isinstance(received, Connected))
        await time.pass_to(11.0)
        more.put_nowait(append_prompt_frame("slow")[:20])
        more.put_nowait(append_prompt_frame("slow")[20:] + append_prompt_frame("then")[:20])
        await heard.wait_for(lambda _: appended_texts(heard) == ["slow"])
        await time.pass_to(22.0)
        more.put_nowait(append_prompt_frame("then")[20:])
        await heard.wait_for(lambda _: appended_texts(heard) == ["slow", "then"])
        assert not any(isinstance(received, HeartbeatMissed | Disconnected) for received in heard.items)


async def test_a_process_that_was_stopped_blames_itself() -> None:
    time = FakeClock()
    async with record_scripted_stream(reply_healthy_then(stream_pieces(HELLO, then=never_reply)), time) as (heard, _):
        await heard.wait_for(lambda received: isinstance(received, Connected))
        await time.someone_sleeps()
        time.advance(3600.0)
        assert await time.someone_sleeps() == 12.0
        assert not any(isinstance(received, HeartbeatMissed | Disconnected) for received in heard.items)


async def test_a_process_that_was_stopped_while_the_server_was_quiet_blames_itself() -> None:
    time = FakeClock()
    async with record_scripted_stream(reply_healthy_then(stream_pieces(HELLO, then=never_reply)), time) as (heard, _):
        await heard.wait_for(lambda received: isinstance(received, Connected))
        await time.pass_to(12.0)
        await heard.wait_for(is_quiet)
        assert await time.someone_sleeps() == 13.0
        time.advance(3600.0)
        assert await time.someone_sleeps() == 12.0
        assert not any(map(is_lost, heard.items))


async def test_bytes_that_arrive_with_a_late_wake_up_are_read_before_the_server_is_judged() -> None:
    time = FakeClock()
    writers: list[asyncio.StreamWriter] = []

    async def keep_writer(_: Request, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await asyncio.Event().wait()

    async with record_scripted_stream(reply_healthy_then(stream_pieces(HELLO, then=keep_writer)), time) as (heard, _):
        await heard.wait_for(lambda received: isinstance(received, Connected))
        await time.someone_sleeps()
        writers[0].write(BEAT)
        time.advance(12.9)
        await heard.wait_for(lambda _: len(beats(heard)) == 1)
        assert await time.someone_sleeps() >= 12.0
        assert not any(isinstance(received, HeartbeatMissed | Disconnected) for received in heard.items)


def beats(heard: StreamRecorder) -> list[ServerHeartbeat]:
    return [event for event in heard.events if isinstance(event, ServerHeartbeat)]
