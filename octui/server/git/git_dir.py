"""A repository's git directory and current branch, read without starting git."""

import os
import stat
from pathlib import Path

MAX_READ_BYTES = 65536


def find_git_dir(top: Path) -> Path | None:
    """The git directory of a checkout: `.git` itself, or the one it points to in a worktree or submodule."""
    dot_git = top / ".git"
    if dot_git.is_dir():
        return dot_git
    try:
        kind, _, target = read_git_file(dot_git).partition(": ")
    except OSError:
        return None
    return Path(top, target) if kind == "gitdir" else None


def find_common_git_dir(top: Path) -> Path | None:
    """The git directory shared by all worktrees of a repository."""
    folder = find_git_dir(top)
    if folder is None:
        return None
    try:
        return Path(folder, read_git_file(folder / "commondir"))
    except OSError:
        return folder


def read_current_branch(top: Path) -> str | None:
    """The checked-out branch, even when it has no commit yet; None with a detached HEAD."""
    folder = find_git_dir(top)
    if folder is None:
        return None
    try:
        head = read_git_file(folder / "HEAD")
    except OSError:
        return None
    return head.removeprefix("ref: refs/heads/") if head.startswith("ref: refs/heads/") else None


def read_git_file(file: Path) -> str:
    """The text of a small regular file of a git directory; a FIFO or device raises OSError instead of blocking.

    So does one that is not text, which would not be a path either.
    """
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{file} is not a regular file")
        text = os.read(descriptor, MAX_READ_BYTES).decode("utf-8", "replace").strip()
        if "\0" in text:
            raise OSError(f"{file} is not text")
        return text
    finally:
        os.close(descriptor)
