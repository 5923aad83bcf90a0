"""Runs git as a subprocess: no shell, no prompts, always with a timeout."""

import asyncio
import os
import signal
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from octui.server.git.environment import build_git_environment

SECONDS = 60.0
SAFE_OPTIONS = ("-c", "core.fsmonitor=false", "-c", "core.quotepath=false", "-c", "advice.detachedHead=false")
"""A repository can name a program (fsmonitor) that git would run; the user did not agree to that."""


class GitError(Exception):
    """Git is not installed, timed out, or failed; `str()` is its message."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


async def run_git(
    directory: str,
    *arguments: str,
    stdin: bytes = b"",
    extra_environment: Mapping[str, str] | None = None,
    codes: tuple[int, ...] = (0,),
    seconds: float = SECONDS,
) -> bytes:
    """Git's output; raises GitError unless it exits with one of `codes`."""
    try:
        process = await asyncio.create_subprocess_exec(
            "git",
            *SAFE_OPTIONS,
            *arguments,
            cwd=directory,
            env=build_git_environment(extra_environment),
            stdin=asyncio.subprocess.PIPE if stdin else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise GitError(_explain_missing(directory)) from None
    except (OSError, ValueError) as refused:
        raise GitError(f"Git could not be started: {refused}.") from refused
    try:
        async with asyncio.timeout(seconds):
            stdout, stderr = await process.communicate(stdin or None)
    except TimeoutError:
        raise GitError(f"git {arguments[0]} took longer than {seconds:g} s.") from None
    finally:
        if process.returncode is None:
            await _kill_git(process)
    if process.returncode not in codes:
        raise GitError(_first_error_line(stderr) or f"git {arguments[0]} failed.", process.returncode)
    return stdout


async def read_git_line(directory: str, *arguments: str) -> str | None:
    """The single line git prints; None when it prints nothing or fails."""
    try:
        stdout = await run_git(directory, *arguments)
    except GitError:
        return None
    return stdout.decode("utf-8", "replace").strip() or None


def split_paths(stdout: bytes) -> list[str]:
    """Splits names that git separates with null bytes."""
    return [os.fsdecode(name) for name in stdout.split(b"\0") if name]


def join_paths(names: Iterable[str]) -> bytes:
    """Joins names with null bytes, as git reads them."""
    return b"".join(os.fsencode(name) + b"\0" for name in names)


async def _kill_git(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _explain_missing(directory: str) -> str:
    return "git is not installed." if Path(directory).is_dir() else f"No such folder: {directory}."


def _first_error_line(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").removeprefix("error: ") if lines else ""
