"""Compare the emulator with stock pyte on the same recordings in one run: `python -m tools.bench.emulator`."""

import sys
import tracemalloc
from collections.abc import Callable
from math import exp, log
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final, Protocol

import pyte

from octui.term import ByteStream, Screen, split_runs

RECORDINGS: Final = Path(__file__).parents[2] / "tests" / "term" / "recordings"
COLUMNS, LINES = 120, 40
CHUNK: Final = 16 * 1024
_LEAST: Final = 0.4
"""Minimum duration of each measurement in seconds."""


class Feedable(Protocol):
    """A stream of either implementation."""

    def feed(self, data: bytes) -> None: ...


class Stock(pyte.Screen):
    """Stock pyte, without the exception it raises on vim's query `CSI ? 4 m`."""

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attrs)


def main() -> None:
    """Measure print speed, frames and memory."""
    print(f"{'corpus':<10} {'stock MB/s':>11} {'octui MB/s':>11} {'ratio':>8}")
    ratios = [_compared(path) for path in sorted(RECORDINGS.glob("*.bin"))]
    mean = exp(sum(map(log, ratios)) / len(ratios))
    print(f"{'geometric mean':<34} {mean:>7.1f}x   least {min(ratios):.1f}x")
    full, one = _frames()
    print(f"frame of 120x40, rows to runs: {full:.2f} ms full, {one:.3f} ms one line")
    print(f"scrollback of 100,000 lines: {_scrollback() / 1e6:.1f} MB")


def _compared(path: Path) -> float:
    data = path.read_bytes()
    stock = _speed(lambda: pyte.ByteStream(Stock(COLUMNS, LINES)), data)
    ours = _speed(lambda: ByteStream(Screen(COLUMNS, LINES)), data)
    print(f"{path.stem:<10} {stock:>11.2f} {ours:>11.1f} {ours / stock:>7.1f}x")
    return ours / stock


def _speed(make: Callable[[], Feedable], data: bytes) -> float:
    """MB/s: the best of as many runs as fit the time, after one warm-up run."""
    chunks = [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)]
    stream = make()
    best = float("inf")
    begun = process_time()
    while process_time() - begun < _LEAST or best == float("inf"):
        before = process_time()
        for chunk in chunks:
            stream.feed(chunk)
        best = min(best, process_time() - before)
    return len(data) / 1e6 / best


def _frames() -> tuple[float, float]:
    """Milliseconds to convert changes to runs of text and attributes: all rows of a colourful screen, and one row."""
    screen = Screen(COLUMNS, LINES)
    stream = ByteStream(screen)
    full, one = [], []
    for number in range(60):
        rows = (
            f"\x1b[{y};1H" + "".join(f"\x1b[3{x % 8}mword{number:03} " for x in range(13)) for y in range(1, LINES + 1)
        )
        stream.feed("".join(rows).encode())
        full.append(_frame(screen, LINES))
        stream.feed(b"\x1b[7;1H\x1b[31mone\x1b[m line changed")
        one.append(_frame(screen, 1))
    return median(full) * 1e3, median(one) * 1e3


def _frame(screen: Screen, expected: int) -> float:
    before = process_time()
    changed = screen.list_changed_rows()
    for y in changed:
        split_runs(screen.get_row(y))
    taken = process_time() - before
    if len(changed) != expected:
        sys.exit(f"{len(changed)} rows changed, not {expected}")
    return taken


def _scrollback() -> float:
    """Size in bytes of 100,000 lines of a coloured log."""
    tracemalloc.start()
    screen = Screen(COLUMNS, LINES, scrollback=1 << 30)
    stream = ByteStream(screen)
    before, _ = tracemalloc.get_traced_memory()
    for number in range(0, 100_000, 100):
        lines = (
            f"\x1b[32m{at:08}\x1b[m INFO [worker-{at % 8}] shop.checkout: request took {at % 977} ms\r\n"
            for at in range(number, number + 100)
        )
        stream.feed("".join(lines).encode())
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after - before


if __name__ == "__main__":
    main()
