import asyncio

from octui.client.events.read_coalescer import BUSY_SECONDS, ReadCoalescer
from tests.support.fake_clock import FakeClock


def held_up(gathering: ReadCoalescer) -> bool:
    """Whether whoever reads has to wait now."""
    pausing = gathering.pause_between_reads()
    try:
        pausing.send(None)
    except StopIteration:
        return False
    pausing.close()
    return True


async def read() -> None:
    """What a read takes that has to wait for something: the loop turns."""
    await asyncio.sleep(0)


async def test_what_comes_first_is_not_held_up() -> None:
    gathering = ReadCoalescer(FakeClock().timing.now)
    assert not held_up(gathering)


async def test_what_one_read_brought_is_not_held_up() -> None:
    gathering = ReadCoalescer(FakeClock().timing.now)
    assert not any(held_up(gathering) for _ in range(5))


async def test_reads_that_follow_each_other_quickly_are_held_up() -> None:
    gathering = ReadCoalescer(FakeClock().timing.now)
    await gathering.pause_between_reads()
    await read()
    assert held_up(gathering)


async def test_reads_that_come_now_and_then_are_not_held_up() -> None:
    time = FakeClock()
    gathering = ReadCoalescer(time.timing.now)
    for _ in range(3):
        assert not held_up(gathering)
        await read()
        time.advance(2 * BUSY_SECONDS)
