"""The command line of every git process that octui starts: no shell, no prompts, and nothing that a repository names.

It loads no event loop, so that programs which only list files start fast.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from octui.server.files.gitignore import find_repository
from octui.server.git.environment import build_git_environment
from octui.server.git.program_settings import SAFE_OPTIONS, UnsafeRepository, find_overrides, format_options
from octui.server.git.special_files import find_special_file

SECONDS = 60.0


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
        raise GitError(f"{special} is no file of a usual kind and size: git would be busy with it without end.")
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
        done = subprocess.run(
            git.command,
            cwd=directory,
            env=git.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} took longer than {seconds:g} s.") from None
    except (OSError, ValueError) as refused:
        raise GitError(f"Git could not be started: {refused}.") from refused
    if done.returncode != 0:
        raise GitError(read_first_error(done.stderr) or f"git {arguments[0]} failed.", done.returncode)
    return done.stdout


def split_paths(stdout: bytes) -> list[str]:
    """Splits names that git separates with null bytes."""
    return [name for name in os.fsdecode(stdout).split("\0") if name]


def join_paths(names: Iterable[str]) -> bytes:
    """Joins names with null bytes, as git reads them."""
    return os.fsencode("".join(f"{name}\0" for name in names))


def _explain_missing(directory: str) -> str:
    return "git is not installed." if Path(directory).is_dir() else f"No such folder: {directory}."


def read_first_error(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").removeprefix("error: ") if lines else ""
