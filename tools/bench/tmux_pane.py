"""A pane of a private tmux, observed and controlled over one control-mode connection, without polling.

tmux reports the program's output as soon as it reads it; keys are sent over the same pipe. Response times are thus
measured to the millisecond, at the same small cost for every program.
"""

import asyncio
import contextlib
import os
import re
import shlex
import shutil
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tools.bench.processes import end_tree

COLUMNS, ROWS = 140, 42
_OPTIONS = ("status off", "remain-on-exit on", "escape-time 0", "default-terminal tmux-256color")
_ESCAPED = re.compile(rb"\\([0-7]{3})")


class Ended(Exception):
    """The program exited; the message is the end of its screen."""


class Pane:
    """Times are seconds of `time.perf_counter`."""

    def __init__(self, control: asyncio.subprocess.Process) -> None:
        self.bytes_written = 0
        """The program's terminal output so far."""
        self.wrote_at = 0.0
        """Time of its last output."""
        self.began_at = 0.0
        self.pid = 0
        self._control = control
        self._replies: deque[asyncio.Future[list[str]]] = deque()
        self._wrote = asyncio.Event()
        self._sought = b""
        self._found: asyncio.Future[float] | None = None
        self._reader = asyncio.create_task(self._read())

    async def run(self, command: Sequence[str], directory: Path) -> None:
        """Start this program in the pane, and its timer."""
        self.began_at = time.perf_counter()
        await self.tmux(f"respawn-pane -k -c {shlex.quote(str(directory))} -- {shlex.join(command)}")
        self.pid = int((await self.tmux("display-message -p '#{pane_pid}'"))[0])

    async def screen(self) -> list[str]:
        return await self.tmux("capture-pane -p")

    async def wait_for(self, *texts: str, timeout: float) -> float:
        """Time at which all texts were first on the screen together; the screen is read after each output."""
        screen = ""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    self._wrote.clear()
                    screen = "\n".join(line for line in await self.screen() if line.strip())
                    if all(text in screen for text in texts):
                        return time.perf_counter()
                    if "Pane is dead" in screen:
                        raise Ended(screen)
                    await self._wrote.wait()
        except TimeoutError as late:
            raise TimeoutError(f"waited {timeout:.0f} s for {' and '.join(texts)}:\n{screen}") from late

    async def echo(self, letter: str, timeout: float) -> float:
        """Type one letter that is nowhere on the screen; returns the time until the program wrote it."""
        self._found = asyncio.get_running_loop().create_future()
        self._sought = letter.encode()
        pressed_at = time.perf_counter()
        self._press(letter)
        try:
            async with asyncio.timeout(timeout):
                return await self._found - pressed_at
        except TimeoutError as late:
            painted = "\n".join(line for line in await self.screen() if line.strip())
            raise TimeoutError(f"waited {timeout:.0f} s for the echo of {letter}:\n{painted}") from late
        finally:
            self._found = None

    def _press(self, letter: str) -> None:
        reply = self._give(f"send-keys -l -- {shlex.quote(letter)}")
        reply.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def tmux(self, command: str) -> list[str]:
        """The lines of tmux's reply; raises ValueError with tmux's error message."""
        return await self._give(command)

    def _give(self, command: str) -> asyncio.Future[list[str]]:
        assert self._control.stdin is not None
        reply: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
        self._replies.append(reply)
        self._control.stdin.write(command.encode() + b"\n")
        return reply

    async def _read(self) -> None:
        assert self._control.stdout is not None
        block: list[str] | None = None
        while line := await self._control.stdout.readline():
            if line.startswith(b"%output "):
                self._see(line)
            elif line.startswith(b"%begin "):
                block = []
                asked = line.rstrip().endswith(b" 1")
            elif block is not None and line.startswith((b"%end ", b"%error ")):
                if asked:
                    self._answer(block, line.startswith(b"%end "))
                block = None
            elif block is not None:
                block.append(line.decode(errors="replace").rstrip("\n"))

    def _see(self, line: bytes) -> None:
        written = _ESCAPED.sub(lambda code: bytes([int(code[1], 8)]), line.split(b" ", 2)[2][:-1])
        self.wrote_at = time.perf_counter()
        self.bytes_written += len(written)
        self._wrote.set()
        if self._found is not None and not self._found.done() and self._sought in written:
            self._found.set_result(self.wrote_at)

    def _answer(self, block: list[str], good: bool) -> None:
        reply = self._replies.popleft()
        if reply.done():
            return
        if good:
            reply.set_result(block)
        else:
            reply.set_exception(ValueError(" ".join(block)))

    async def close(self) -> None:
        if self.pid:
            await asyncio.to_thread(end_tree, self.pid)
        self._reader.cancel()


@asynccontextmanager
async def open_pane(environment: Mapping[str, str]) -> AsyncIterator[Pane]:
    """An empty pane of 140 x 42 whose programs get this environment; all its processes end with it."""
    folder = tempfile.mkdtemp(prefix="bench-tmux-")
    tmux = ["tmux", "-u", "-S", f"{folder}/socket", "-f", "/dev/null"]
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    try:
        options = [word for option in _OPTIONS for word in ("set-option", "-g", *option.split(), ";")]
        size = ["-x", str(COLUMNS), "-y", str(ROWS)]
        begin = [*tmux, "start-server", ";", *options, "new-session", "-d", *size, "--", "sleep", "infinity"]
        await _finish(begin, {**environment, **terminal})
        control = await asyncio.create_subprocess_exec(
            *[*tmux, "-C", "attach-session", "-f", "ignore-size"],
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 26,
        )
        pane = Pane(control)
        try:
            yield pane
        finally:
            await pane.close()
    finally:
        with contextlib.suppress(ValueError):
            await _finish([*tmux, "kill-server"], dict(os.environ))
        shutil.rmtree(folder, ignore_errors=True)


async def _finish(command: list[str], environment: dict[str, str]) -> None:
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
    _, complaint = await process.communicate()
    if process.returncode:
        raise ValueError(complaint.decode().strip())
