"""Processes as the system sees them, for tests of what must end and what must not."""

import os
import subprocess
import time
from collections.abc import Callable, Iterable

PATIENCE = 20.0


def is_alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie that a container's first process forgot."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def list_children(pid: int) -> set[int]:
    """Its children, zombies included."""
    listing = subprocess.Popen(["ps", "-A", "-o", "pid=,ppid="], stdout=subprocess.PIPE, text=True)
    rows = [[int(number) for number in line.split()] for line in listing.communicate()[0].splitlines()]
    return {child for child, parent in rows if parent == pid and child != listing.pid}


def is_running(command: str) -> set[int]:
    """The processes with exactly this command line."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.strip().partition(" ") for line in listed.splitlines()]
    return {int(pid) for pid, _, arguments in rows if arguments.strip() == command}


def wait_until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until the condition holds; raises TimeoutError."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def wait_until_ended(pids: Iterable[int], patience: float = PATIENCE) -> None:
    waited = list(pids)
    try:
        wait_until(lambda: not any(is_alive(pid) for pid in waited), patience)
    except TimeoutError:
        left = [pid for pid in waited if is_alive(pid)]
        raise AssertionError(f"still alive: {left}") from None


def end_processes(pids: Iterable[int]) -> None:
    """Leave nothing behind, whatever the test did."""
    for pid in pids:
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            continue
