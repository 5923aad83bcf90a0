"""Measures how long a program takes to show the letters that are typed into it."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator

from tools.bench.tmux_pane import Pane

LETTERS = [chr(code) for block in (range(0x48A, 0x530), range(0x400, 0x460), range(0x100, 0x240)) for code in block]
"""These characters appear nowhere else on the screen, so the first occurrence in the output is the key's echo."""


async def measure_echoes(
    pane: Pane, letters: Iterator[str], *, until: Callable[[], bool], most_seconds: float
) -> list[float]:
    """Milliseconds from key to paint; pauses are random to avoid synchronizing with the program's frames."""
    echoes: list[float] = []
    pauses = random.Random(1)
    for letter in letters:
        if until():
            break
        echoes.append(await pane.echo(letter, most_seconds) * 1000)
        await asyncio.sleep(pauses.uniform(0.03, 0.09))
    return echoes


def start_timer(seconds: float) -> Callable[[], bool]:
    """A function that tells whether this time is over."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end
