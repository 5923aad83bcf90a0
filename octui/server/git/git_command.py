"""The command line of every git process that octui starts: no shell, no prompts, and nothing that a repository names.

It loads no event loop, so that programs which only list files start fast.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from octui.lazy_dataclasses import dataclass
from octui.server.files.gitignore import find_repository
from octui.server.git.environment import build_git_environment
from octui.server.git.program_settings import SAFE_OPTIONS, UnsafeRepository, find_overrides, format_options
from octui.server.git.special_files import find_deeper_special_file, find_special_file

SECONDS = 60.0
PATIENCE_SECONDS = 3.0
"""After this, what git may be waiting for is looked for; only large repositories keep it busy for longer."""


class GitError(Exception):
    """Git is not installed, timed out, or failed; `str()` is its message."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class GitCommand:
    """A command line for git and its environment, under which the repository runs nothing."""

    command: list[str]
    environment: dict[str, str]


def build_git_command(
    directory: str, arguments: Iterable[str], extra_environment: Mapping[str, str] | None = None
) -> GitCommand:
    """Look up which programs the repository names, and leave them out; raises GitError.

    With `GIT_DIR` in the environment nothing is looked up: only repositories that octui made are named so.
    """
    environment = build_git_environment(extra_environment)
    git = shutil.which("git", path=environment["PATH"])
    if git is None or not Path(directory).is_dir():
        raise GitError(_explain_missing(directory))
    top = find_repository(Path(directory))
    if top is not None and (special := find_special_file(top)) is not None:
        raise GitError(describe_special_file(special))
    overrides: dict[str, str] = {}
    if "GIT_DIR" not in environment:
        try:
            overrides = find_overrides(git, directory, environment)
        except UnsafeRepository as unsafe:
            raise GitError(str(unsafe)) from unsafe
        except (OSError, ValueError) as refused:
            raise GitError(f"Git could not be started: {refused}.") from refused
    if overrides.pop("core.worktree", None) is not None and top is not None:
        # The setting could make any other folder of the machine count as this repository's files.
        environment["GIT_WORK_TREE"] = str(top)
    return GitCommand([git, *SAFE_OPTIONS, *format_options(overrides), *arguments], environment)


def run_git_blocking(directory: str, *arguments: str, seconds: float = SECONDS) -> bytes:
    """Like `run_git`, for threads and programs without an event loop."""
    git = build_git_command(directory, arguments)
    try:
        running = subprocess.Popen(
            git.command,
            cwd=directory,
            env=git.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except (OSError, ValueError) as refused:
        raise GitError(f"Git could not be started: {refused}.") from refused
    with running:
        try:
            stdout, stderr = _wait_for_output(running, directory, seconds)
        except subprocess.TimeoutExpired:
            raise GitError(f"git {arguments[0]} took longer than {seconds:g} s.") from None
        finally:
            running.kill()
    if running.returncode != 0:
        raise GitError(read_first_error(stderr) or f"git {arguments[0]} failed.", running.returncode)
    return stdout


def find_obstacle(directory: str) -> Path | None:
    """What git waits for without end in this directory's repository, if anything; slow in a large one."""
    top = find_repository(Path(directory))
    return find_deeper_special_file(top) if top is not None else None


def describe_special_file(file: Path) -> str:
    return f"{file} is not a regular file of a usual size: git would never finish reading it."


def _wait_for_output(running: subprocess.Popen[bytes], directory: str, seconds: float) -> tuple[bytes, bytes]:
    patience = min(PATIENCE_SECONDS, seconds)
    try:
        return running.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        if (obstacle := find_obstacle(directory)) is not None:
            raise GitError(describe_special_file(obstacle)) from None
        return running.communicate(timeout=seconds - patience)


def split_paths(stdout: bytes) -> list[str]:
    """Splits names that git separates with null bytes."""
    return [name for name in os.fsdecode(stdout).split("\0") if name]


def join_paths(names: Iterable[str]) -> bytes:
    """Joins names with null bytes, as git reads them."""
    return os.fsencode("".join(f"{name}\0" for name in names))


def _explain_missing(directory: str) -> str:
    return "git is not installed." if Path(directory).is_dir() else f"No such folder: {directory}."


def read_first_error(stderr: bytes) -> str:
    """Git's first complaint; it may report progress before."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    complaint = next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[0] if lines else "")
    return complaint.removeprefix("fatal: ").removeprefix("error: ")
