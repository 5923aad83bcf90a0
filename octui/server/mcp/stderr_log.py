"""An MCP server's standard error: explains why it cannot be used, and signals when the process ends."""

import asyncio
import os
from contextlib import suppress
from typing import TextIO

KEPT_BYTES = 4096


class StderrLog:
    """A pipe for a process's standard error; only the most recent output is kept."""

    def __init__(self) -> None:
        self._descriptor, child_descriptor = os.pipe()
        os.set_blocking(self._descriptor, False)
        self.child_end: TextIO = os.fdopen(child_descriptor, "w")
        """The process's end: pass it on, and close it once the process has started."""
        self.ended = asyncio.Event()
        """Set when the process has closed its end."""
        self._kept = b""
        asyncio.get_running_loop().add_reader(self._descriptor, self._read_stderr)

    @property
    def last_line(self) -> str:
        """The last non-blank line."""
        lines = [line.strip() for line in self._kept.decode("utf-8", "replace").splitlines() if line.strip()]
        return lines[-1] if lines else ""

    def close_pipe(self) -> None:
        asyncio.get_running_loop().remove_reader(self._descriptor)
        self.child_end.close()
        os.close(self._descriptor)

    def _read_stderr(self) -> None:
        data = b""
        with suppress(BlockingIOError):
            data = os.read(self._descriptor, 65536)
            if not data:
                asyncio.get_running_loop().remove_reader(self._descriptor)
                self.ended.set()
        self._kept = (self._kept + data)[-KEPT_BYTES:]
