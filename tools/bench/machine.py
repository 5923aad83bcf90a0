"""The machine the numbers were measured on, and its load from other processes."""

import asyncio
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from tests.support.real_opencode import NEWEST
from tools.bench.report import percentile
from tools.bench.tmux_pane import COLUMNS, ROWS, open_pane

WATCH_SECONDS = 3.0


async def facts() -> dict[str, str]:
    busy = await _busy()
    p50, p99 = await _floor()
    return {
        "when": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "processor": f"{os.cpu_count()} x {_processor()}",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "versions": f"Python {platform.python_version()}, Textual {version('textual')}, opencode {NEWEST}, {_tmux()}",
        "terminal": f"tmux, {COLUMNS} x {ROWS}",
        "busy with other things before": f"{busy:.0f} % of all cores",
        "echo of a terminal with no program, which is in all echoes": f"p50 {p50:.1f} ms, p99 {p99:.1f} ms",
    }


async def _busy() -> float:
    before = _jiffies()
    await asyncio.sleep(WATCH_SECONDS)
    after = _jiffies()
    idle, whole = after[0] - before[0], after[1] - before[1]
    return 100 * (1 - idle / whole)


async def _floor() -> tuple[float, float]:
    """Baseline echoed by the line discipline: the latency of tmux, the pipe and this process."""
    async with open_pane(os.environ) as pane:
        await pane.run([sys.executable, "-c", "print('ready'); input()"], Path.cwd())
        await pane.wait_for("ready", timeout=10)
        echoes = []
        for n in range(200):
            echoes.append(await pane.echo(chr(0x400 + n), 5) * 1000)
            await asyncio.sleep(0.005)
    return percentile(echoes, 50), percentile(echoes, 99)


def _jiffies() -> tuple[int, int]:
    """Idle and total time of all cores."""
    counted = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return counted[3] + counted[4], sum(counted)


def _tmux() -> str:
    return subprocess.run(["tmux", "-V"], capture_output=True, text=True).stdout.strip()


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
