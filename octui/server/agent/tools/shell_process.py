"""Runs shell commands in their own process groups, with streamed output."""

import asyncio
import codecs
import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from octui.server.agent.tools.truncation import MAX_CHARACTERS, MAX_SAVED_BYTES
from octui.server.git.environment import build_child_environment
from octui.server.orphans.watch import ORPHAN_WATCH
from octui.server.output_pipe import open_output_pipe

SHOW_INTERVAL_SECONDS: Final = 0.1
"""Minimum interval between output updates."""

LINGER_SECONDS: Final = 0.2
"""How long to wait for output of background processes the command left behind."""

TERMINATE_GRACE_SECONDS: Final = 0.5
"""Between SIGTERM and SIGKILL."""

MAX_LINGERS: Final = 5
CHUNK_BYTES: Final = 65536
SHELLS: Final = ("bash", "zsh", "sh", "dash", "ksh")


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """`exit_code` is None when it was killed; `output_path` is the full output when that was too long."""

    output: str
    exit_code: int | None
    timed_out: bool = False
    truncated: bool = False
    output_path: Path | None = None


def find_user_shell() -> str:
    """The user's shell if it is a POSIX one, else bash or sh."""
    own = os.environ.get("SHELL", "")
    if own and Path(own).name in SHELLS and Path(own).is_file():
        return own
    return shutil.which("bash") or shutil.which("sh") or "/bin/sh"


def build_environment() -> Mapping[str, str]:
    """The environment of commands: no pager, no prompts, and no secret of the server."""
    return build_child_environment() | {
        "TERM": "dumb",
        "PAGER": "cat",
        "GIT_PAGER": "cat",
        "GIT_TERMINAL_PROMPT": "0",
        "OCTUI": "1",
    }


async def run_in_shell(
    command: str,
    directory: Path,
    show: Callable[[str], None],
    *,
    timeout: float | None,
    outputs: Path,
) -> ProcessResult:
    """Run a command to completion; when cancelled or timed out, its whole process group is killed.

    Raises OSError when it cannot be started.
    """
    printed = CapturedOutput(show, outputs)
    async with open_output_pipe() as pipe:
        process = await _start_shell(command, directory, pipe.writing_end)
        pipe.close_writing_end()
        timed_out = False
        try:
            async with asyncio.timeout(timeout):
                await _follow_output(process, pipe.reader, printed)
        except TimeoutError:
            timed_out = True
            await kill_process_group(process)
        except asyncio.CancelledError:
            await kill_process_group(process)
            raise
        finally:
            printed.close_output()
    code = process.returncode
    exit_code = None if timed_out or code is None else (code if code >= 0 else 128 - code)
    return ProcessResult(printed.text, exit_code, timed_out, printed.truncated, printed.output_path)


async def _start_shell(command: str, directory: Path, output: int) -> asyncio.subprocess.Process:
    ORPHAN_WATCH.start_reaper()
    try:
        return await asyncio.create_subprocess_exec(
            find_user_shell(),
            "-c",
            command,
            cwd=directory,
            env=build_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    except ValueError as refused:
        # No argument of a program can hold a null byte or half of a surrogate pair.
        raise OSError(f"the command cannot be passed to a shell: {refused}") from refused


async def kill_process_group(process: asyncio.subprocess.Process) -> None:
    """End a process and its children: SIGTERM, then SIGKILL."""
    _signal_group(process.pid, signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TERMINATE_GRACE_SECONDS):
            await process.wait()
    _signal_group(process.pid, signal.SIGKILL)
    await process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


async def _follow_output(
    process: asyncio.subprocess.Process, output: asyncio.StreamReader, printed: "CapturedOutput"
) -> None:
    """Read until the command has ended and output stops; background processes do not keep it open."""
    pumping = asyncio.create_task(_pump_output(output, printed))
    try:
        await process.wait()
        for _ in range(MAX_LINGERS):
            before = printed.count
            await asyncio.wait({pumping}, timeout=LINGER_SECONDS)
            if pumping.done() or printed.count == before:
                break
    finally:
        pumping.cancel()
        await asyncio.gather(pumping, return_exceptions=True)


async def _pump_output(output: asyncio.StreamReader, printed: "CapturedOutput") -> None:
    while chunk := await output.read(CHUNK_BYTES):
        printed.add_chunk(chunk)


class CapturedOutput:
    """The tail of the output so far; when that overflows, the full output goes to a file."""

    def __init__(self, show: Callable[[str], None], outputs: Path) -> None:
        self._show = show
        self._outputs = outputs
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._next_show: asyncio.TimerHandle | None = None
        self._shown_at = 0.0
        self._file: IO[str] | None = None
        self._written = 0
        self.text = ""
        self.count = 0
        self.truncated = False

    @property
    def output_path(self) -> Path | None:
        return Path(self._file.name) if self._file is not None else None

    def add_chunk(self, chunk: bytes) -> None:
        self.count += len(chunk)
        self.add_text(self._decoder.decode(chunk))

    def add_text(self, text: str) -> None:
        self._keep_tail(text)
        if self._next_show is None:
            wait = max(0.0, self._shown_at + SHOW_INTERVAL_SECONDS - time.monotonic())
            self._next_show = asyncio.get_running_loop().call_later(wait, self._show_now)

    def _show_now(self) -> None:
        self._next_show = None
        self._shown_at = time.monotonic()
        self._show(f"...\n\n{self.text}" if self.truncated else self.text)

    def close_output(self) -> None:
        self._keep_tail(self._decoder.decode(b"", final=True))
        if self._next_show is not None:
            self._next_show.cancel()
            self._show_now()
        if self._file is not None:
            self._file.close()

    def _keep_tail(self, text: str) -> None:
        self.text += text
        if self._file is not None:
            self._write_output(text)
        if len(self.text) > MAX_CHARACTERS:
            if not self.truncated:
                self.truncated = True
                self._open_output_file()
                self._write_output(self.text)
            self.text = self.text[-MAX_CHARACTERS:]

    def _open_output_file(self) -> None:
        with contextlib.suppress(OSError):
            self._outputs.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - open for as long as the command runs
                "w", encoding="utf-8", errors="replace", dir=self._outputs, prefix="out_", suffix=".txt", delete=False
            )

    def _write_output(self, text: str) -> None:
        if self._file is not None and self._written < MAX_SAVED_BYTES:
            with contextlib.suppress(OSError):
                self._file.write(text)
                self._written += len(text)
