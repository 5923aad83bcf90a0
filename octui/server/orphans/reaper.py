"""A process that ends what carries a mark in its environment, once the server at the other end of its pipe was killed.

It runs under `python -I -S` and imports the smallest modules only, so that it starts fast and stays small.
"""

import os
import signal
import sys
import time

GRACE_SECONDS = 1.0
"""Seconds between the request to end and the forced end."""

TICK_SECONDS = 0.05


def main(mark: bytes) -> int:
    if not os.read(0, 1):
        end_marked(mark)
    return 0


def end_marked(mark: bytes) -> None:
    """End all processes with this `NAME=value` in their environment: politely first, then by force."""
    number, deadline = signal.SIGTERM, time.monotonic() + GRACE_SECONDS
    while marked := find_marked(mark):
        if time.monotonic() > deadline:
            number = signal.SIGKILL
        for pid in marked:
            try:
                os.kill(pid, number)
            except (ProcessLookupError, PermissionError):
                continue
        time.sleep(TICK_SECONDS)


def find_marked(mark: bytes) -> list[int]:
    """The ids of these processes; those of other users cannot be read, and are not the server's."""
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208  # pathlib is slow to load
        if name.isdigit():
            try:
                with open(f"/proc/{name}/environ", "rb") as file:  # noqa: PTH123
                    if mark in file.read().split(b"\0"):
                        found.append(int(name))
            except OSError:
                continue
    return found


if __name__ == "__main__":
    sys.exit(main(os.fsencode(sys.argv[1])))
