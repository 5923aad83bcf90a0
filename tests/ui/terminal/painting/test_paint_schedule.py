import asyncio

from octui.ui.terminal.painting.paint_schedule import FRAME, PaintSchedule


async def test_output_is_painted_sooner_once_a_key_was_sent() -> None:
    order: list[str] = []
    both = asyncio.Event()

    def note(name: str) -> None:
        order.append(name)
        if len(order) == 2:
            both.set()

    schedule = PaintSchedule(lambda: note("output"))
    schedule.note_painted()
    asyncio.get_running_loop().call_later(FRAME / 2, note, "half a frame")
    schedule.request_paint(has_focus=True)
    schedule.note_key()
    await both.wait()
    assert order == ["output", "half a frame"]
