"""Servers started by octui; they end with octui, however octui ends."""

import asyncio
import os
import re
import signal
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from octui.backend.launch import LaunchedServer, launch_server
from octui.backend.server_commands import ServerCommand
from octui.client.address import Credentials

READY_SECONDS = 30.0
"""A first start migrates its database and may install plugins."""

STOP_SECONDS = 5.0
"""Longer than the supervisor's own timeout."""

TAIL_BYTES = 4_000

_READY = re.compile(r"listening on (http://\S+)")
_PID = re.compile(r"pid (\d+)")


class ServerStartFailed(Exception):
    """The server was started but is not running; `output` is the end of its output, control characters removed."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


async def spawn_server(
    program: ServerCommand, directory: Path, environment: Mapping[str, str] | None = None
) -> "SpawnedServer":
    """Start the server there and wait until it listens; raises ServerStartFailed."""
    try:
        launched = launch_server(program, directory, environment)
    except OSError as failure:
        raise ServerStartFailed(f"{program.path} could not be started in {directory}: {failure.strerror}.") from failure
    return await adopt_server(launched)


async def adopt_server(launched: LaunchedServer) -> "SpawnedServer":
    """Wait until a launched server listens; raises ServerStartFailed."""
    spawned = SpawnedServer(launched)
    try:
        await spawned.wait_until_listening()
    except BaseException:
        spawned.release_server()
        raise
    return spawned


class SpawnedServer:
    """A running server started by octui; it is bound to the event loop it was started in."""

    def __init__(self, launched: LaunchedServer) -> None:
        self.url = ""
        """The URL it listens on, once it does."""
        self.program = launched.program
        self.credentials = Credentials(launched.username, launched.password.reveal_text())
        self._launched = launched
        self._supervisor = launched.supervisor
        self._output = _OutputReader(launched.program.log_descriptor)
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[int] = self._loop.create_future()
        threading.Thread(target=self._wait_for_supervisor, name="octui-server", daemon=True).start()

    @property
    def pid(self) -> int | None:
        """The process id of the server itself, once known."""
        return self._output.pid

    @property
    def is_running(self) -> bool:
        return not self._ended.done()

    @property
    def output(self) -> str:
        """The end of the server's output, control characters removed."""
        return self._output.get_text().replace(self.credentials.password, "…")

    async def wait_until_listening(self) -> None:
        """Wait until the server reports its URL; raises ServerStartFailed."""
        assert self._supervisor.stdout is not None
        await self._loop.connect_read_pipe(lambda: self._output, self._supervisor.stdout)
        try:
            async with asyncio.timeout(READY_SECONDS):
                self.url = await self._output.ready
        except TimeoutError:
            waited = f"{self.program.name} did not report that it is ready within {READY_SECONDS:g} s."
            raise ServerStartFailed(waited, self.output) from None
        except EOFError:
            code = await self.wait_until_ended()
            raise ServerStartFailed(
                f"{self.program.name} ended (exit {code}) before it was ready.", self.output
            ) from None

    async def wait_until_ended(self) -> int:
        """Wait until the server ends; returns its exit code, or 128 plus the signal number."""
        return await asyncio.shield(self._ended)

    async def stop_server(self) -> None:
        """End the server and every command it is running, and wait until they have ended."""
        self.release_server()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.wait_until_ended()
        except TimeoutError:
            self._supervisor.kill()
        self._output.close()

    def release_server(self) -> None:
        """Let the server end, without waiting; the same happens when octui exits."""
        self._launched.release_server()

    def _wait_for_supervisor(self) -> None:
        code = self._supervisor.wait()
        if code < 0 and self.pid is not None:
            # The supervisor was killed, so it can no longer end the server.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        with suppress(RuntimeError):  # the loop is closed, so nothing waits for it
            self._loop.call_soon_threadsafe(self._record_exit, code)

    def _record_exit(self, code: int) -> None:
        if not self._ended.done():
            self._ended.set_result(code)


class _OutputReader(asyncio.Protocol):
    """Drains the server's output continuously, so that the server never blocks on a full pipe."""

    def __init__(self, log_descriptor: int | None = None) -> None:
        self._log_descriptor = log_descriptor
        self.ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.pid: int | None = None
        self._url: str | None = None
        self._transport: asyncio.BaseTransport | None = None
        self._tail = b""

    def get_text(self) -> str:
        plain = re.sub(r"\x1b(\[[0-9;:?]*[ -/]*[@-~]|[@-_])", "", self._tail.decode(errors="replace"))
        kept = "".join(character for character in plain if character.isprintable() or character == "\n")
        return "\n".join(line for line in kept.strip().splitlines() if not _PID.fullmatch(line))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._log_descriptor is not None:
            with suppress(OSError):
                os.write(self._log_descriptor, data)
        printed = self._tail + data
        if not self.ready.done():
            self._find_pid_and_url(printed)
        self._tail = printed[-TAIL_BYTES:]

    def connection_lost(self, _exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(EOFError())

    def _find_pid_and_url(self, printed: bytes) -> None:
        """The supervisor prints the server's process id, the server prints its URL; either may come first."""
        *lines, _ = printed.decode(errors="replace").split("\n")
        for line in lines:
            if pid := _PID.fullmatch(line):
                self.pid = int(pid[1])
            elif ready := _READY.search(line):
                self._url = ready[1]
        if self._url is not None and self.pid is not None:
            self.ready.set_result(self._url)
