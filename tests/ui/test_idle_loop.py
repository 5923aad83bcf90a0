import asyncio
import threading

from tests.ui.idle_loop import SOON, wait_for_idle_loop


async def test_callbacks_of_callbacks_and_what_is_due_soon_are_waited_for() -> None:
    loop, done = asyncio.get_running_loop(), list[str]()
    loop.call_later(SOON / 2, lambda: loop.call_soon(done.append, "later"))
    loop.call_soon(lambda: loop.call_soon(done.append, "at once"))
    await wait_for_idle_loop()
    assert done == ["at once", "later"]


async def test_a_thread_that_works_is_waited_for() -> None:
    may_end, done = threading.Event(), list[str]()
    working = asyncio.create_task(asyncio.to_thread(may_end.wait))
    working.add_done_callback(lambda _: done.append("worked"))
    asyncio.get_running_loop().call_later(2 * SOON, may_end.set)
    await wait_for_idle_loop()
    assert done == ["worked"]


async def test_what_is_due_much_later_is_not_waited_for() -> None:
    loop, done = asyncio.get_running_loop(), list[str]()
    timer = loop.call_later(60, done.append, "much later")
    await wait_for_idle_loop()
    timer.cancel()
    assert done == []


async def test_what_never_rests_is_waited_for_no_longer_than_was_asked() -> None:
    restless = asyncio.create_task(_work_forever())
    await wait_for_idle_loop(0, 0.05)
    assert not restless.done()
    restless.cancel()


async def _work_forever() -> None:
    while True:
        await asyncio.sleep(0)
