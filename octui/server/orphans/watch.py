"""Ends what the server started, even when the server itself is killed.

What the server starts carries a mark in its environment, which its own children inherit. A small process holds the end
of a pipe: the kernel closes it when the server ends for any reason, and what carries the mark is ended then.
"""

import os
import secrets
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

MARK_NAME: Final = "OCTUI_SERVER_RUN"
_REAPER: Final = Path(__file__).with_name("reaper.py")


class OrphanWatch:
    """The mark of this server's children, and the process that looks for it."""

    def __init__(self) -> None:
        self._run_id = secrets.token_hex(16)
        self._reaper: subprocess.Popen[bytes] | None = None

    def mark_children(self) -> dict[str, str]:
        """The variable that belongs into the environment of everything the server starts."""
        return {MARK_NAME: self._run_id}

    def start_reaper(self) -> None:
        """Start the process that ends the children; only where /proc tells their environment, and once."""
        if self._reaper is not None or not Path("/proc/self/environ").exists():
            return
        with suppress(OSError):  # without it, the server can do all it could before
            self._reaper = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_REAPER), f"{MARK_NAME}={self._run_id}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={},
                start_new_session=True,
            )

    def release_children(self) -> None:
        """The server ends in an orderly way: it ends its children itself, and leaves what was detached on purpose."""
        if self._reaper is None or self._reaper.stdin is None:
            return
        with suppress(OSError):
            os.write(self._reaper.stdin.fileno(), b".")
            self._reaper.stdin.close()
        self._reaper.wait()
        self._reaper = None


ORPHAN_WATCH: Final = OrphanWatch()
"""One for the process, as its environment is."""
