import asyncio
from collections.abc import Callable

from octui.ui.terminal.painting.paint_schedule import FLOOD_FRAME, FRAME, PaintSchedule

HEIGHT = 24


async def order_paint(until: float, prepare: Callable[[PaintSchedule], None]) -> list[str]:
    """What comes first: the next paint after a prepared one, or this moment."""
    order: list[str] = []
    both = asyncio.Event()

    def note(name: str) -> None:
        order.append(name)
        if len(order) == 2:
            both.set()

    schedule = PaintSchedule(lambda: note("output"))
    asyncio.get_running_loop().call_later(until, note, "moment")
    prepare(schedule)
    await both.wait()
    return order


async def test_output_is_painted_sooner_once_a_key_was_sent() -> None:
    def press(schedule: PaintSchedule) -> None:
        schedule.note_painted(HEIGHT, HEIGHT)
        schedule.request_paint(has_focus=True)
        schedule.note_key()

    assert await order_paint(FLOOD_FRAME / 2, press) == ["output", "moment"]


async def test_lines_too_fast_to_be_read_are_painted_less_often() -> None:
    def request(schedule: PaintSchedule) -> None:
        schedule.note_painted(HEIGHT, HEIGHT)
        schedule.request_paint(has_focus=True)

    assert await order_paint(FRAME, request) == ["moment", "output"]
