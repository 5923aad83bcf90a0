"""A long scrollback is wrapped again in slices, and no slice waits for the garbage collector to see all rows."""

import gc
from collections.abc import Iterator

import pytest

from octui.term import Screen, Stream
from octui.ui.after_start import COLLECTION_THRESHOLDS

LINES = 30_000
MOST_OBJECTS = 60_000
"""Some ten milliseconds of the collector."""


@pytest.fixture
def _collector_of_the_app() -> Iterator[None]:
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTION_THRESHOLDS)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_collector_of_the_app")
def test_the_collector_looks_at_few_rows_at_once_while_a_long_scrollback_is_wrapped_again() -> None:
    screen = Screen(100, 40, scrollback=1 << 30)
    Stream(screen).feed("".join(f"{number:06} {'word ' * 18}\r\n" for number in range(LINES)))
    seen: list[int] = []

    def count_objects(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(sum(len(gc.get_objects(generation)) for generation in range(info["generation"] + 1)))

    gc.callbacks.append(count_objects)
    try:
        screen.resize(40, 10)
        while screen.reflow_older():
            pass
    finally:
        gc.callbacks.remove(count_objects)
    assert len(screen.scrollback) > 8 * LINES
    assert seen and max(seen) < MOST_OBJECTS
