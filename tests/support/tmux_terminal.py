"""A program in a real terminal: a tmux of its own, driven by keys and read off the screen.

    async with Terminal(sys.executable, "-m", "octui", "attach", server.url, environment=environment) as terminal:
        await terminal.wait_for("ask anything")
        await terminal.type("run ls")
        await terminal.send("Enter")
        await terminal.wait_for(lambda lines: any("Permission" in line for line in lines))
        assert await terminal.wait_until_ended() == 0

Keys have tmux's names: `Enter`, `Escape`, `Tab`, `BTab`, `BSpace`, `C-x`, `M-Enter`, `Up`, `PageUp`, `F1`. What tmux
has no name for is typed as bytes: `type("\\x1b[13;2u")` is shift+enter.
"""

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest

Screen = list[str]
Wanted = str | Callable[[Screen], bool]

requires_tmux = pytest.mark.skipif(
    shutil.which("tmux") is None and not os.environ.get("CI"), reason="tmux is not installed"
)
"""Skips where there is no tmux; under CI that is a failure, so that nothing passes untested."""

WAIT_SECONDS = 30.0
END_SECONDS = 5.0
LOOK_SECONDS = 0.02

_OPTIONS = {
    "status": "off",
    "remain-on-exit": "on",
    "remain-on-exit-format": "",
    "escape-time": "0",
    "history-limit": "20000",
    "default-terminal": "tmux-256color",
    "set-clipboard": "on",
}


class TmuxFailed(Exception):
    """tmux refused a command."""


class Terminal:
    """The screen stays readable after the program ended, until `close`."""

    def __init__(
        self,
        *command: str,
        columns: int = 100,
        rows: int = 30,
        environment: Mapping[str, str] | None = None,
        directory: str | Path | None = None,
    ) -> None:
        self.command = command
        self.size = (columns, rows)
        self.environment = _environment(os.environ if environment is None else environment)
        self.directory = str(directory or Path.cwd())
        self._folder = tempfile.mkdtemp(prefix="tmux-")
        self._socket = f"{self._folder}/socket"

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> None:
        columns, rows = map(str, self.size)
        options = [word for name, value in _OPTIONS.items() for word in ("set-option", "-g", name, value, ";")]
        place = ["-x", columns, "-y", rows, "-c", self.directory]
        await self.tmux("start-server", ";", *options, "new-session", "-d", *place, "--", *self.command)

    async def send(self, *keys: str) -> None:
        """Press keys, by tmux's names for them."""
        await self.tmux("send-keys", "--", *keys)

    async def type(self, text: str) -> None:
        """Type the text as it is; a newline in it is Enter."""
        for n, line in enumerate(text.split("\n")):
            if n:
                await self.send("Enter")
            if line:
                await self.tmux("send-keys", "-l", "--", f"{line[:-1]}\\;" if line.endswith(";") else line)

    async def paste(self, text: str) -> None:
        """Paste as a terminal does, in brackets if the program asked for them."""
        await self.tmux("load-buffer", "-", given=text)
        await self.tmux("paste-buffer", "-d", "-p", "-r")

    async def screen(self, ansi: bool = False) -> Screen:
        """The rows as they are painted, without trailing blanks; with `ansi` as escape sequences too."""
        painted = await self.tmux("capture-pane", "-p", *(["-e"] if ansi else []))
        return painted.split("\n")[: self.size[1]]

    async def wait_for(self, wanted: Wanted, timeout: float = WAIT_SECONDS) -> Screen:
        """Wait until the text is on the screen, or the claim about its rows holds, and return the rows."""
        holds = _claim(wanted)
        deadline = time.monotonic() + timeout
        while not holds(screen := await self.screen()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited {timeout:g} s for {wanted!r} on this screen:\n" + "\n".join(screen))
            await asyncio.sleep(LOOK_SECONDS)
        return screen

    async def wait_until_gone(self, text: str, timeout: float = WAIT_SECONDS) -> Screen:
        return await self.wait_for(lambda rows: text not in "\n".join(rows), timeout)

    async def wait_until_copied(self, text: str, timeout: float = WAIT_SECONDS) -> None:
        """Wait until the terminal's clipboard holds just that."""
        deadline = time.monotonic() + timeout
        held = ""
        while held != text:
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited {timeout:g} s for {text!r} in the clipboard, which held {held!r}")
            await asyncio.sleep(LOOK_SECONDS)
            with suppress(TmuxFailed):  # there is no buffer yet
                held = await self.tmux("show-buffer")

    async def cursor(self) -> tuple[int, int]:
        """Column and row, both from 0."""
        column, row = (await self._ask("#{cursor_x} #{cursor_y}")).split()
        return int(column), int(row)

    async def cursor_shown(self) -> bool:
        return await self._ask("#{cursor_flag}") == "1"

    async def title(self) -> str:
        """What the program set as the window's title."""
        return await self._ask("#{pane_title}")

    async def on_alternate_screen(self) -> bool:
        return await self._ask("#{alternate_on}") == "1"

    async def resize(self, columns: int, rows: int) -> None:
        await self.tmux("resize-window", "-x", str(columns), "-y", str(rows))
        self.size = (columns, rows)

    async def pid(self) -> int:
        """The program itself: tmux starts it without a shell."""
        return int(await self._ask("#{pane_pid}"))

    async def exit_status(self) -> int | None:
        """None while it runs; minus the signal's number if one ended it."""
        form = "#{pane_dead}|#{pane_dead_status}|#{pane_dead_signal}|#{pid}"
        dead, status, ended_by, tmux = (await self._ask(form)).split("|")
        if dead != "1":
            return None
        if not status and not ended_by:
            # tmux 3.3 can see the screen close, miss the child's end, and leave it a zombie until told to look again.
            os.kill(int(tmux), signal.SIGCHLD)
            return None
        return int(status) if status else -int(ended_by)

    async def wait_until_ended(self, timeout: float = WAIT_SECONDS) -> int:
        deadline = time.monotonic() + timeout
        while (status := await self.exit_status()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"still running after {timeout:g} s:\n" + "\n".join(await self.screen()))
            await asyncio.sleep(LOOK_SECONDS)
        return status

    async def kill(self, with_signal: signal.Signals = signal.SIGKILL) -> None:
        os.kill(await self.pid(), with_signal)

    async def close(self) -> None:
        """End the program as a closed window does, by force if that is not enough, and its tmux."""
        _, pid, _ = await self._run("display-message", "-p", "#{?pane_dead,,#{pane_pid}}")
        await self._run("kill-server")
        if pid.strip():
            await _end(int(pid))
        shutil.rmtree(self._folder, ignore_errors=True)

    async def tmux(self, *arguments: str, given: str = "") -> str:
        """Give one tmux command and return what it printed."""
        status, output, complaint = await self._run(*arguments, given=given)
        if status:
            raise TmuxFailed(f"tmux {arguments[0]}: {complaint.strip()}")
        return output

    async def _ask(self, form: str) -> str:
        return (await self.tmux("display-message", "-p", form)).rstrip("\n")

    async def _run(self, *arguments: str, given: str = "") -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            "tmux",
            "-u",
            *("-S", self._socket, "-f", "/dev/null"),
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment,
        )
        output, complaint = await process.communicate(given.encode())
        assert process.returncode is not None
        return process.returncode, output.decode(errors="replace"), complaint.decode(errors="replace")


def running(pid: int) -> bool:
    """A zombie has ended: where orphans are not collected it stays for ever."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2][:1] != b"Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()


async def _end(pid: int) -> None:
    deadline = time.monotonic() + END_SECONDS
    with suppress(ProcessLookupError):
        while running(pid):
            if time.monotonic() > deadline:
                os.killpg(pid, signal.SIGKILL)
            await asyncio.sleep(LOOK_SECONDS)


def _claim(wanted: Wanted) -> Callable[[Screen], bool]:
    if isinstance(wanted, str):
        return lambda rows: wanted in "\n".join(rows)
    return wanted


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """The same terminal everywhere, whatever the tests themselves run in."""
    foreign = {"TMUX", "TMUX_PANE", "NO_COLOR", "COLUMNS", "LINES", "TERM_PROGRAM", "TERM_PROGRAM_VERSION"}
    kept = {name: value for name, value in given.items() if name not in foreign}
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
