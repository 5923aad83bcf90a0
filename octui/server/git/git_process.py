"""Runs git without blocking the event loop, always with a timeout."""

import asyncio
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from octui.server.git.git_command import (
    PATIENCE_SECONDS,
    SECONDS,
    GitCommand,
    GitError,
    build_git_command,
    describe_special_file,
    find_obstacle,
    read_first_error,
)
from octui.server.output_pipe import OutputPipe, open_output_pipe


async def run_git(
    directory: str,
    *arguments: str,
    stdin: bytes = b"",
    extra_environment: Mapping[str, str] | None = None,
    codes: tuple[int, ...] = (0,),
    seconds: float = SECONDS,
) -> bytes:
    """Git's output; raises GitError unless it exits with one of `codes`."""
    git = await asyncio.to_thread(build_git_command, directory, arguments, extra_environment)
    try:
        async with open_output_pipe() as printed, open_output_pipe() as complaints:
            process = await _start_git(git, directory, printed, complaints, has_input=bool(stdin))
            communicating = asyncio.gather(
                printed.reader.read(), complaints.reader.read(), _write_input(process, stdin), process.wait()
            )
            try:
                async with asyncio.timeout(seconds):
                    await _look_for_obstacle(communicating, directory)
                    stdout, stderr, _, code = await communicating
            except TimeoutError:
                raise GitError(f"git {arguments[0]} took longer than {seconds:g} s.") from None
            finally:
                communicating.cancel()
                if process.returncode is None:
                    await _kill_git(process)
    except (OSError, ValueError) as refused:
        raise GitError(f"Git could not be started: {refused}.") from refused
    if code not in codes:
        raise GitError(read_first_error(stderr) or f"git {arguments[0]} failed.", code)
    return stdout


async def read_git_line(directory: str, *arguments: str) -> str | None:
    """The single line git prints; None when it prints nothing or fails."""
    try:
        stdout = await run_git(directory, *arguments)
    except GitError:
        return None
    return stdout.decode("utf-8", "replace").strip() or None


async def _start_git(
    git: GitCommand, directory: str, stdout: OutputPipe, stderr: OutputPipe, *, has_input: bool
) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *git.command,
        cwd=directory,
        env=git.environment,
        stdin=asyncio.subprocess.PIPE if has_input else asyncio.subprocess.DEVNULL,
        stdout=stdout.writing_end,
        stderr=stderr.writing_end,
        start_new_session=True,
    )
    stdout.close_writing_end()
    stderr.close_writing_end()
    return process


async def _look_for_obstacle(communicating: asyncio.Future[Any], directory: str) -> None:
    """Raise GitError if git takes long and would never end."""
    await asyncio.wait({communicating}, timeout=PATIENCE_SECONDS)
    if not communicating.done() and (obstacle := await asyncio.to_thread(find_obstacle, directory)) is not None:
        raise GitError(describe_special_file(obstacle))


async def _write_input(process: asyncio.subprocess.Process, stdin: bytes) -> None:
    if process.stdin is None:
        return
    # Git may end without reading all of it.
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(stdin)
        await process.stdin.drain()
    process.stdin.close()


async def _kill_git(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.stdin is not None:
        process.stdin.transport.abort()
    await process.wait()
