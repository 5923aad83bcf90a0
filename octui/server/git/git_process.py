"""Runs git without blocking the event loop, always with a timeout."""

import asyncio
import os
import signal
from collections.abc import Mapping
from contextlib import suppress

from octui.server.git.git_command import (
    PATIENCE_SECONDS,
    SECONDS,
    GitError,
    build_git_command,
    describe_special_file,
    find_obstacle,
    read_first_error,
)


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
        process = await asyncio.create_subprocess_exec(
            *git.command,
            cwd=directory,
            env=git.environment,
            stdin=asyncio.subprocess.PIPE if stdin else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as refused:
        raise GitError(f"Git could not be started: {refused}.") from refused
    communicating = asyncio.create_task(process.communicate(stdin or None))
    try:
        async with asyncio.timeout(seconds):
            await asyncio.wait({communicating}, timeout=PATIENCE_SECONDS)
            if not communicating.done() and (obstacle := await asyncio.to_thread(find_obstacle, directory)) is not None:
                raise GitError(describe_special_file(obstacle))
            stdout, stderr = await communicating
    except TimeoutError:
        raise GitError(f"git {arguments[0]} took longer than {seconds:g} s.") from None
    finally:
        communicating.cancel()
        if process.returncode is None:
            await _kill_git(process)
    if process.returncode not in codes:
        raise GitError(read_first_error(stderr) or f"git {arguments[0]} failed.", process.returncode)
    return stdout


async def read_git_line(directory: str, *arguments: str) -> str | None:
    """The single line git prints; None when it prints nothing or fails."""
    try:
        stdout = await run_git(directory, *arguments)
    except GitError:
        return None
    return stdout.decode("utf-8", "replace").strip() or None


async def _kill_git(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
