"""Compare the emulator with stock pyte on the same recordings in one run: `python -m tools.bench.emulator`."""

import sys
import tracemalloc
from collections.abc import Callable, Sequence
from math import exp, log
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final, Protocol

import pyte

from octui.term import ByteStream, Screen, split_runs
from tools.bench.corpora import make_corpora

RECORDINGS: Final = Path(__file__).parents[2] / "tests" / "term" / "recordings"
COLUMNS, LINES = 120, 40
CHUNK: Final = 16 * 1024
FIRST: Final = 200_000
"""Bytes of a cold run."""
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
    print(f"{'corpus':<10} {'stock MB/s':>11} {'octui MB/s':>11} {'warm':>8} {'cold':>8}")
    corpora = {path.stem: path.read_bytes() for path in sorted(RECORDINGS.glob("*.bin"))} | make_corpora()
    warm, cold = zip(*(_compared(name, data) for name, data in corpora.items()), strict=True)
    print(f"{'geometric mean':<34} {_mean(warm):>7.1f}x {_mean(cold):>7.1f}x   least {min(warm + cold):.1f}x")
    full, one = _frames()
    print(f"frame of 120x40, rows to runs: {full:.2f} ms full, {one:.3f} ms one line")
    print(f"scrollback of 100,000 lines: {_scrollback() / 1e6:.1f} MB")


def _mean(ratios: Sequence[float]) -> float:
    return exp(sum(map(log, ratios)) / len(ratios))


def _compared(name: str, data: bytes) -> tuple[float, float]:
    """Ratios to stock pyte: the best of several runs, and the first run of new screens."""
    stock, stock_cold = _speed(lambda: pyte.ByteStream(Stock(COLUMNS, LINES)), data)
    ours, ours_cold = _speed(lambda: ByteStream(Screen(COLUMNS, LINES)), data)
    warm, cold = ours / stock, ours_cold / stock_cold
    print(f"{name:<10} {stock:>11.2f} {ours:>11.1f} {warm:>7.1f}x {cold:>7.1f}x")
    return warm, cold


def _speed(make: Callable[[], Feedable], data: bytes) -> tuple[float, float]:
    """MB/s, warm and cold: the best of as many runs as fit the time, and the best first run of a few screens.

    A short recording takes a millisecond or two, in which any other process is felt: it has more first runs.
    """
    cold = min(_run(make(), data[:FIRST]) for _ in range(max(3, FIRST // len(data)))) / min(len(data), FIRST)
    stream = make()
    warm = float("inf")
    begun = process_time()
    while process_time() - begun < _LEAST or warm == float("inf"):
        warm = min(warm, _run(stream, data))
    return len(data) / 1e6 / warm, 1 / 1e6 / cold


def _run(stream: Feedable, data: bytes) -> float:
    before = process_time()
    for start in range(0, len(data), CHUNK):
        stream.feed(data[start : start + CHUNK])
    return process_time() - before


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
