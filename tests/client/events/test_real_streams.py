import asyncio
from collections.abc import Iterator

import pytest

from octui.client import Client, ClientError, Connected, Disconnected, HeartbeatMissed, TimedOut, Unreachable
from octui.client.http import transport as transport_module
from octui.wire.events import PartDelta, PartUpdated, PermissionAsked, SessionCreated, SessionIdle
from octui.wire.parts import TextPart
from tests.conftest import made, require
from tests.support.fake_clock import FakeClock
from tests.support.real_opencode import OLDEST, VERSIONS, Project, RealServer
from tests.support.stream_recorder import record_stream
from tests.support.waiting import LOOK_SECONDS

pytestmark = pytest.mark.real


@pytest.fixture(params=VERSIONS)
def starting_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """A server whose process has just begun."""
    require(request.param)
    server = made(request.param, tmp_path_factory.mktemp("home"))
    server.launch()
    yield server
    server.kill()


async def test_what_happens_right_after_connecting_is_heard(client: Client) -> None:
    await client.server.get_paths()
    for number in range(10):
        async with record_stream(client) as heard:
            await client.sessions.create(title=f"number {number}")
            assert (await heard.wait_for_event(SessionCreated)).info.title == f"number {number}"


async def test_a_reply_streams_and_its_pieces_make_the_whole(client: Client, server: RealServer) -> None:
    session = await client.sessions.create()
    async with record_stream(client) as heard:
        await client.prompts.send(session.id, "markdown 3")
        await heard.wait_for_event(SessionIdle, lambda idle: idle.session_id == session.id)
    reply = (await client.messages.list(session.id)).messages[-1]
    (whole,) = [part for part in reply.parts if isinstance(part, TextPart)]
    grown = [
        event.part.text for event in heard.events if isinstance(event, PartUpdated) and isinstance(event.part, TextPart)
    ]
    deltas = "".join(event.delta for event in heard.events if isinstance(event, PartDelta))
    assert (await client.server.get_capabilities()).deltas is (server.version != OLDEST)
    assert deltas.strip() == (whole.text.strip() if server.version != OLDEST else "")
    assert grown[-1].strip() == whole.text.strip()


async def test_a_killed_server_is_lost_and_found_again_with_what_it_kept(
    own_server: RealServer, project: Project
) -> None:
    async with Client(own_server.url, directory=project.directory) as client, record_stream(client) as heard:
        session = await client.sessions.create(title="before")
        await asyncio.to_thread(own_server.kill)
        lost = await heard.wait_for(lambda received: isinstance(received, Disconnected))
        assert isinstance(lost, Disconnected)
        assert isinstance(lost.error, Unreachable)
        with pytest.raises(Unreachable):
            await client.sessions.list()
        mark = len(heard.items)
        await asyncio.to_thread(own_server.start)
        heard.stream.retry_now()
        await heard.wait_for(lambda received: isinstance(received, Connected), after=mark)
        assert [kept.id for kept in await client.sessions.list()] == [session.id]
        await client.sessions.create(title="after")
        created = await heard.wait_for_event(SessionCreated, lambda event: event.info.title == "after")
        assert created.info.directory == project.directory


async def test_a_server_asked_while_it_starts_answers_or_says_that_nobody_is_there(
    starting_server: RealServer, project: Project
) -> None:
    async with Client(starting_server.url, directory=project.directory) as client, asyncio.timeout(60):
        while True:
            try:
                health = await client.server.check_health()
            except Unreachable:
                await asyncio.sleep(LOOK_SECONDS)
                continue
            break
        assert health.version == starting_server.version
        assert await client.sessions.list() == ()


async def test_a_frozen_server_is_quiet_then_lost_then_back(
    own_server: RealServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_module, "PING_TIMEOUT", 0.3)
    time = FakeClock()
    quiet_at, lost_at = (12.0, 25.0) if own_server.version != OLDEST else (32.0, 65.0)
    async with (
        Client(own_server.url, directory=project.directory) as client,
        record_stream(client.events.subscribe(clock=time.timing)) as heard,
    ):
        own_server.freeze()
        try:
            await time.pass_to(quiet_at)
            await heard.wait_for(lambda received: isinstance(received, HeartbeatMissed))
            await time.pass_to(lost_at)
            lost = await heard.wait_for(lambda received: isinstance(received, Disconnected))
        finally:
            own_server.thaw()
        assert isinstance(lost, Disconnected)
        assert isinstance(lost.error, TimedOut)
        mark = len(heard.items)
        await time.pass_until_woken()
        await heard.wait_for(lambda received: isinstance(received, Connected), after=mark)


async def test_an_ask_raised_while_nobody_listened_is_still_listed(client: Client) -> None:
    session = await client.sessions.create()
    async with record_stream(client) as heard:
        await client.prompts.send(session.id, "run echo waiting")
        asked = await heard.wait_for_event(PermissionAsked)
    assert [pending.id for pending in await client.permissions.list()] == [asked.request.id]


async def test_disposing_of_an_instance_does_not_end_the_stream(client: Client) -> None:
    await client.server.get_paths()
    async with record_stream(client) as heard:
        await client.server.dispose_instance()
        await client.sessions.create(title="in the next instance")
        await heard.wait_for_event(SessionCreated)
        assert not any(isinstance(received, Disconnected) for received in heard.items)


async def test_a_call_to_a_frozen_server_times_out(own_server: RealServer, project: Project) -> None:
    async with Client(own_server.url, directory=project.directory) as client:
        await client.server.check_health()
        own_server.freeze()
        try:
            with pytest.raises(ClientError) as raised:
                await client.transport.get_json("/path", object, timeout=0.5)
        finally:
            own_server.thaw()
        assert isinstance(raised.value, TimedOut)
        assert (await client.server.get_paths()).directory == project.directory
