"""The lines of a terminal that are in view."""

from octui.term import Stream
from octui.ui.terminal.emulator import Emulator
from octui.ui.terminal.viewport import Viewport, describe_dropped_lines


def describe_top(emulator: Emulator) -> str:
    viewport = Viewport(lambda: emulator, lambda: emulator.lines)
    assert describe_dropped_lines(viewport) == ""
    viewport.scroll_to_line(0)
    return describe_dropped_lines(viewport)


def test_the_oldest_lines_say_how_many_earlier_ones_were_dropped() -> None:
    emulator = Emulator(40, 5, lambda _: None, scrollback_lines=1_000)
    stream = Stream(emulator)
    stream.feed("kept\r\n" * 500)
    assert describe_top(emulator) == ""
    stream.feed("line\r\n" * 4_500)
    lost = 4_996 - len(emulator.scrollback)
    assert describe_top(emulator) == f"{lost:,} earlier lines were dropped (limit 1,000)"


def test_lines_that_are_too_long_for_the_memory_say_so() -> None:
    emulator = Emulator(2_000, 5, lambda _: None, scrollback_lines=2_000)
    Stream(emulator).feed(f"{'é' * 2_000}\r\n" * 2_000)
    assert "(limit 1 MiB)" in describe_top(emulator)
