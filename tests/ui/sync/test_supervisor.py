import asyncio

import pytest

from octui.ui.sync.supervisor import RESTART_DELAYS, keep_running


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
