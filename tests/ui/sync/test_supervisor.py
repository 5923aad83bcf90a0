import asyncio
import gc
from types import CoroutineType

import pytest

from octui.client import Client
from octui.store.state import ConnectionStatus
from octui.ui.sync.supervisor import RESTART_DELAYS, EndedEarly, keep_running
from tests.support.chaos.synchronised_client import SynchronisedClient
from tests.support.faulty_server import HELLO, never_reply, reply_healthy_then, run_faulty_server, stream_pieces


class Broken(Exception):
    pass


@pytest.fixture(autouse=True)
def no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("octui.ui.sync.supervisor.RESTART_DELAYS", tuple(0.0 for _ in RESTART_DELAYS))


async def test_what_ends_by_an_error_is_reported_and_started_again() -> None:
    starts = 0
    reported: list[BaseException] = []

    async def fail_three_times() -> None:
        nonlocal starts
        starts += 1
        if starts <= 3:
            raise Broken

    await keep_running(fail_three_times, lambda error, _: reported.append(error))
    assert starts == 4
    assert [type(error) for error in reported] == [Broken] * 3


async def test_stopping_it_stops_what_it_runs_and_waits_for_its_end() -> None:
    running, ended = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        running.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.set()

    supervised = asyncio.ensure_future(keep_running(run, lambda *_: None))
    await running.wait()
    supervised.cancel()
    with pytest.raises(asyncio.CancelledError):
        await supervised
    assert ended.is_set()


async def test_what_something_else_cancelled_is_reported_and_started_again() -> None:
    starts = 0
    reported: list[BaseException] = []

    async def cancel_itself_once() -> None:
        nonlocal starts
        starts += 1
        if starts == 1:
            raise asyncio.CancelledError

    await keep_running(cancel_itself_once, lambda error, _: reported.append(error))
    assert starts == 2
    assert [type(error) for error in reported] == [EndedEarly]


async def test_what_is_endless_and_returns_is_reported_and_started_again() -> None:
    starts = 0
    reported: list[BaseException] = []

    async def end_once() -> None:
        nonlocal starts
        starts += 1
        if starts == 3:
            await asyncio.Event().wait()

    supervised = asyncio.ensure_future(keep_running(end_once, lambda error, _: reported.append(error), is_endless=True))
    while starts < 3:
        await asyncio.sleep(0)
    supervised.cancel()
    assert [type(error) for error in reported] == [EndedEarly] * 2


async def test_octui_is_live_only_while_every_task_that_makes_it_so_is_running() -> None:
    script = reply_healthy_then(stream_pieces(HELLO, then=never_reply))
    async with run_faulty_server(script) as server, Client(server.url, directory="/srv/shop") as client:
        before = asyncio.all_tasks()
        follower = SynchronisedClient(client)
        pump = follower.pump
        supervised = asyncio.ensure_future(
            keep_running(
                pump.pump_events,
                lambda error, delay: pump.record_interruption(type(error).__name__, delay),
                is_endless=True,
            )
        )
        killed: set[str] = set()
        while True:
            await follower.wait_until(lambda: follower.is_live)
            tasks = find_tasks_by_name(asyncio.all_tasks() - before - {supervised})
            left = {name for name in tasks if name.startswith(("EventPump.", "EventConnection."))} - killed
            if not left:
                break
            name = min(left)
            killed.add(name)
            tasks[name].cancel()
            await follower.wait_until(lambda: follower.store.state.connection.status is ConnectionStatus.LOST)
        assert killed == {
            "EventPump.pump_events",
            "EventConnection._read_frames",
            "EventConnection._watch_heartbeat",
        }
        supervised.cancel()


async def test_a_resync_that_is_begun_again_leaves_no_error_behind() -> None:
    errors: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    async with run_faulty_server(never_reply) as server, Client(server.url, directory="/srv/shop") as client:
        resync = asyncio.ensure_future(SynchronisedClient(client).resync.resync_all())
        await server.wait_until(lambda: bool(server.requests))
        resync.cancel()
        with pytest.raises(asyncio.CancelledError):
            await resync
        del resync
        gc.collect()
    assert not errors


def find_tasks_by_name(tasks: set[asyncio.Task[object]]) -> dict[str, asyncio.Task[object]]:
    """Each task under the qualified name of what it runs."""
    return {coroutine.__qualname__: task for task in tasks if isinstance(coroutine := task.get_coro(), CoroutineType)}
