"""Measure a terminal in octui, idle and running `yes`: `python -m tools.bench.terminal [--server embedded,1.18.33]`.

octui runs in a tmux of 140 x 42 and is observed from outside, without instrumentation.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from octui import VERSION
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import EMBEDDED, RealServer, Unavailable
from tools.bench.effort import Numbers
from tools.bench.key_echoes import LETTERS, measure_echoes, start_timer
from tools.bench.machine import facts
from tools.bench.processes import cpu_seconds, memory
from tools.bench.report import percentile
from tools.bench.terminal.frames import frames
from tools.bench.terminal.lab import (
    PROMPT,
    WAIT_SECONDS,
    flood,
    interrupt,
    leave,
    open_terminal,
    press,
    run,
    start_dashboard,
)
from tools.bench.tmux_pane import Ended, Pane

ECHO_SECONDS: Final = 10.0
FLOOD_SECONDS: Final = 60.0
ROUNDS: Final = 5
ROWS: Final = {
    "rest": ("key echo in the terminal at rest, ms", "echo"),
    "printing": ("… while the program prints without end, ms", "echo"),
    "composer": ("key echo in the composer while `yes` runs, ms", "echo"),
    "interrupt": ("ctrl+c in `yes` until the prompt is back, ms", "each"),
    "cpu": (f"CPU of octui over {FLOOD_SECONDS:.0f} s of `yes`, % of a core", "each"),
    "memory": ("… its memory before and after, PSS MiB", "each"),
    "server": ("… the server's, PSS MiB", "each"),
}

Measure = Callable[[Pane, RealServer, Iterator[str]], Awaitable[Numbers]]


async def at_rest(pane: Pane, _server: RealServer, letters: Iterator[str]) -> Numbers:
    await run(pane, "cat >/dev/null")
    await asyncio.sleep(1)
    return {"rest": await _measure_echoes(pane, letters)}


async def printing(pane: Pane, _server: RealServer, letters: Iterator[str]) -> Numbers:
    await start_dashboard(pane)
    return {"printing": await _measure_echoes(pane, letters)}


async def beside(pane: Pane, _server: RealServer, letters: Iterator[str]) -> Numbers:
    await flood(pane)
    await leave(pane)
    return {"composer": await _measure_echoes(pane, letters)}


async def interrupted(pane: Pane, _server: RealServer, _letters: Iterator[str]) -> Numbers:
    times = []
    for _ in range(ROUNDS):
        await flood(pane)
        times.append(await interrupt(pane) * 1000)
        await run(pane, "clear")
        await pane.wait_for(f"│{PROMPT}", timeout=WAIT_SECONDS)
        await asyncio.sleep(0.5)
    return {"interrupt": times}


async def kept(pane: Pane, server: RealServer, _letters: Iterator[str]) -> Numbers:
    """CPU and memory usage over a minute of output: the scrollback is full at the first memory measurement."""
    await flood(pane)
    ours, theirs = memory(pane.pid).proportional, memory(server.pid).proportional
    spent, began = cpu_seconds(pane.pid), time.perf_counter()
    await asyncio.sleep(FLOOD_SECONDS)
    share = (cpu_seconds(pane.pid) - spent) / (time.perf_counter() - began) * 100
    return {
        "cpu": [share],
        "memory": [ours, memory(pane.pid).proportional],
        "server": [theirs, memory(server.pid).proportional],
    }


MEASURES: Final[dict[str, Measure]] = {
    "rest": at_rest,
    "printing": printing,
    "composer": beside,
    "interrupt": interrupted,
    "kept": kept,
}


async def _measure_echoes(pane: Pane, letters: Iterator[str]) -> list[float]:
    return await measure_echoes(pane, letters, until=start_timer(ECHO_SECONDS), most_seconds=WAIT_SECONDS)


async def measure(kind: str, only: list[str]) -> Numbers:
    """All measures on one kind of server, each in a new octui; those a server does not support are skipped."""
    numbers: Numbers = {}
    letters = iter(LETTERS)
    for name in only:
        with TemporaryDirectory(prefix="octui-bench-", ignore_cleanup_errors=True) as folder:
            home = Path(folder, "server")
            home.mkdir()
            server = EmbeddedServer(VERSION, home) if kind == EMBEDDED else RealServer(kind, home)
            try:
                await asyncio.to_thread(server.start)
                async with open_terminal(server, Path(folder)) as pane:
                    numbers |= await MEASURES[name](pane, server, letters)
                    await press(pane, "C-c")
            except (TimeoutError, Ended, Unavailable) as failed:
                sys.stderr.write(f"{kind}, {name}: {failed}\n")
            finally:
                if server.process is not None:
                    await asyncio.to_thread(server.kill)
    return numbers


def table(results: dict[str, Numbers]) -> str:
    lines = [f"| | {' | '.join(results)} |", "|---" * (len(results) + 1) + "|"]
    for name, (title, kind) in ROWS.items():
        cells = [_format_cell(numbers.get(name), kind) for numbers in results.values()]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _format_cell(numbers: list[float] | None, kind: str) -> str:
    if not numbers:
        return "not measured"
    if kind == "each":
        return ", ".join(f"{number:.0f}" for number in numbers)
    return f"p50 {percentile(numbers, 50):.1f}, p99 {percentile(numbers, 99):.1f} ({len(numbers)} keys)"


async def bench(servers: list[str], only: list[str]) -> str:
    machine = await facts()
    full, one = await frames()
    results = {server: await measure(server, only) for server in servers}
    fact_lines = "\n".join(f"- {name}: {fact}" for name, fact in machine.items())
    frame = f"A frame of 120 x 40 in the widget: {full:.2f} ms full, {one:.3f} ms one line"
    return f"{table(results)}\n\n{frame}\n\n{fact_lines}\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.bench.terminal", description=__doc__)
    parser.add_argument("--server", default=EMBEDDED, help="embedded, or versions of opencode, by comma")
    parser.add_argument("--only", default=",".join(MEASURES), help=f"some of {', '.join(MEASURES)}")
    given = parser.parse_args()
    sys.stdout.write(asyncio.run(bench(given.server.split(","), given.only.split(","))))


if __name__ == "__main__":
    main()
