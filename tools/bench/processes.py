"""Resource usage of a program and all its descendants, from Linux's /proc."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
END_SECONDS = 5.0


@dataclass(frozen=True)
class Memory:
    """MiB; `proportional` divides shared memory among processes (PSS), `resident` does not (RSS)."""

    proportional: float
    resident: float


def cpu_seconds(root: int) -> float:
    """User and system time of the process tree, including terminated children that were waited for."""
    return sum(sum(int(field) for field in _stat(pid)[11:15]) * TICK for pid in tree(root))


def waited_seconds(root: int) -> float:
    """Total time its threads were runnable but waited for a core: zero on an idle machine."""
    threads = (thread for pid in tree(root) for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(_waited_nanoseconds(thread) for thread in threads) / 1e9


def wake_ups(root: int) -> int:
    """How often its threads went to sleep, and so were woken up again."""
    statuses = (status for pid in tree(root) for status in Path(f"/proc/{pid}/task").glob("*/status"))
    return sum(_voluntary_switches(status) for status in statuses)


def memory(root: int) -> Memory:
    counted = [_rollup(pid) for pid in tree(root)]
    return Memory(sum(each.proportional for each in counted), sum(each.resident for each in counted))


def tree(root: int) -> list[int]:
    """The process and its living descendants, parents first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))) and stat[0] != "Z":
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def end_tree(root: int) -> None:
    """Terminate the process, and kill it if it does not exit."""
    everyone = tree(root)
    for kind in (signal.SIGTERM, signal.SIGKILL):
        for pid in everyone:
            try:
                os.kill(pid, kind)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + END_SECONDS
        while any(_alive(pid) for pid in everyone) and time.monotonic() < deadline:
            time.sleep(0.02)


def _waited_nanoseconds(thread: Path) -> int:
    try:
        return int(thread.read_text().split()[1])
    except OSError:
        return 0


def _voluntary_switches(status: Path) -> int:
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches")), 0)


def _alive(pid: int) -> bool:
    stat = _stat(pid)
    return bool(stat) and stat[0] != "Z"


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third (state) on; empty when the process no longer exists."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(") ")[2].split()
    except OSError:
        return []


def _rollup(pid: int) -> Memory:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return Memory(0, 0)
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return Memory(kilobytes["Pss"] / 1024, kilobytes["Rss"] / 1024)
