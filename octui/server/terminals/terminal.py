"""One terminal: a process, its recent output, and the clients that read it."""

import asyncio
import codecs
import os
import signal
from collections.abc import Callable
from contextlib import suppress

from octui.server.terminals.ring_buffer import RingBuffer
from octui.server.terminals.spawn import set_pty_size
from octui.wire.pty import Pty

READ_BYTES = 32 * 1024
SLICE_BYTES = 16 * 1024
"""The most that is read before other tasks get a turn."""

LAST_SLICES = 16
PAUSE_SECONDS = 0.002

MAX_LAG_UNITS = 16 * 1024
"""How many code units a client may lag before the program has to wait: they all delay the echo of its next key."""

STALLED_SECONDS = 10.0
"""A client that reads nothing for this long while the program waits is dropped."""

GRACE_SECONDS = 1.0
"""The time between asking a program to end and killing it."""


class TerminalReader:
    """A client's position in the output."""

    def __init__(self, cursor: int) -> None:
        self.cursor = cursor
        self.moved = asyncio.get_running_loop().time()
        self.dropped = asyncio.Event()
        """Set when the client was too slow and has been dropped."""


class Terminal:
    """Output goes to one ring buffer that clients read at their own pace; no client costs memory or blocks others."""

    def __init__(
        self, pty: Pty, process: asyncio.subprocess.Process, descriptor: int, printed: Callable[[], None]
    ) -> None:
        self.pty = pty
        self.ended = False
        self._process = process
        self._descriptor = descriptor
        self._on_output = printed
        self._loop = asyncio.get_running_loop()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._ring = RingBuffer()
        self._readers: set[TerminalReader] = set()
        self._has_output = asyncio.Event()
        self._writable = asyncio.Event()
        self._input_lock = asyncio.Lock()
        self._pause: asyncio.TimerHandle | None = None
        self._read_bytes = 0
        self._start_reading()

    # Output

    def add_reader(self, cursor: int | None) -> TerminalReader:
        """A reader at the start, at a cursor, or at the end when the cursor is beyond it or negative."""
        wanted = cursor or 0
        reader = TerminalReader(wanted if 0 <= wanted <= self._ring.end else self._ring.end)
        self._readers.add(reader)
        return reader

    def remove_reader(self, reader: TerminalReader) -> None:
        self._readers.discard(reader)

    @property
    def end(self) -> int:
        """Code units printed so far."""
        return self._ring.end

    async def read_output(self, reader: TerminalReader) -> str:
        """A client's next output; "" when the terminal has ended or the client was dropped."""
        while True:
            if reader.dropped.is_set():
                return ""
            text, reader.cursor = self._ring.read_since(reader.cursor)
            reader.moved = self._loop.time()
            if text or self.ended:
                return text
            self._has_output.clear()
            await self._has_output.wait()

    def _start_reading(self) -> None:
        self._pause = None
        if not self.ended:
            self._loop.add_reader(self._descriptor, self._handle_readable)

    def _pause_reading(self) -> None:
        """Pause reading briefly: other tasks need a turn, or a client lags behind."""
        self._loop.remove_reader(self._descriptor)
        self._pause = self._loop.call_later(PAUSE_SECONDS, self._resume_when_caught_up)

    def _resume_when_caught_up(self) -> None:
        self._pause = None
        if self._held_up():
            self._pause = self._loop.call_later(PAUSE_SECONDS, self._resume_when_caught_up)
        else:
            self._start_reading()

    def _held_up(self) -> bool:
        """Whether a client lags so far behind that the program has to wait for it."""
        late = self._loop.time() - STALLED_SECONDS
        behind = [reader for reader in self._readers if self._ring.end - reader.cursor > MAX_LAG_UNITS]
        for reader in [reader for reader in behind if reader.moved < late]:
            reader.dropped.set()
            self._readers.discard(reader)
            behind.remove(reader)
        return bool(behind)

    def _handle_readable(self) -> None:
        if not self._read_available(SLICE_BYTES):
            self._loop.remove_reader(self._descriptor)
        elif self._read_bytes >= SLICE_BYTES or self._held_up():
            self._pause_reading()

    def _read_available(self, most: int) -> bool:
        """Read available output up to a limit; False once no process has the terminal open."""
        self._read_bytes = 0
        chunks: list[bytes] = []
        alive = True
        while self._read_bytes < most:
            try:
                chunk = os.read(self._descriptor, READ_BYTES)
            except BlockingIOError:
                break
            except OSError:
                chunk = b""
            if not chunk:
                alive = False
                break
            chunks.append(chunk)
            self._read_bytes += len(chunk)
        self._store_output(self._decoder.decode(b"".join(chunks)))
        return alive

    def _store_output(self, text: str) -> None:
        if text:
            self._ring.append_output(text)
            self._has_output.set()
            self._on_output()

    # Input

    async def write_input(self, raw: bytes) -> None:
        """Write input to the program, as fast as it reads."""
        async with self._input_lock:
            while raw and not self.ended:
                try:
                    raw = raw[os.write(self._descriptor, raw) :]
                except BlockingIOError:
                    await self._wait_until_writable()
                except OSError:
                    return

    async def _wait_until_writable(self) -> None:
        self._writable.clear()
        self._loop.add_writer(self._descriptor, self._writable.set)
        try:
            await self._writable.wait()
        finally:
            if not self.ended:
                self._loop.remove_writer(self._descriptor)

    def resize_terminal(self, rows: int, columns: int) -> None:
        if not self.ended:
            set_pty_size(self._descriptor, rows, columns)

    # The end

    async def wait_for_exit(self) -> int:
        """Wait for the process, then close the terminal; its output can still be read to the end."""
        code = await self._process.wait()
        self._close_pty()
        return code if code >= 0 else 128 - code

    def send_hang_up(self, kind: signal.Signals = signal.SIGHUP) -> None:
        """Send a hang-up to the program and to its foreground process group."""
        groups = {self._process.pid}
        if not self.ended:
            with suppress(OSError):
                groups.add(os.tcgetpgrp(self._descriptor))
        for group in groups:
            if group > 1:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, kind)

    async def kill_program(self) -> None:
        """End the program and its group, with SIGKILL if it does not exit on a hang-up."""
        if self._process.returncode is not None:
            return
        self.send_hang_up()
        try:
            async with asyncio.timeout(GRACE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self.send_hang_up(signal.SIGKILL)
            await self._process.wait()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _close_pty(self) -> None:
        if self.ended:
            return
        # A background process may keep printing forever.
        for _ in range(LAST_SLICES):
            if not self._read_available(SLICE_BYTES) or self._read_bytes < SLICE_BYTES:
                break
        self._store_output(self._decoder.decode(b"", final=True))
        self.ended = True
        if self._pause is not None:
            self._pause.cancel()
        self._loop.remove_reader(self._descriptor)
        self._loop.remove_writer(self._descriptor)
        os.close(self._descriptor)
        self._has_output.set()
        self._writable.set()
