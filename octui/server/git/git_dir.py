"""A repository's git directory and current branch, read without starting git."""

from pathlib import Path


def find_git_dir(top: Path) -> Path | None:
    """The git directory of a checkout: `.git` itself, or the one it points to in a worktree or submodule."""
    dot_git = top / ".git"
    if dot_git.is_dir():
        return dot_git
    try:
        kind, _, target = dot_git.read_text(encoding="utf-8", errors="replace").strip().partition(": ")
    except OSError:
        return None
    return Path(top, target) if kind == "gitdir" else None


def find_common_git_dir(top: Path) -> Path | None:
    """The git directory shared by all worktrees of a repository."""
    folder = find_git_dir(top)
    if folder is None:
        return None
    try:
        return Path(folder, (folder / "commondir").read_text(encoding="utf-8").strip())
    except OSError:
        return folder


def read_current_branch(top: Path) -> str | None:
    """The checked-out branch, even when it has no commit yet; None with a detached HEAD."""
    folder = find_git_dir(top)
    if folder is None:
        return None
    try:
        head = (folder / "HEAD").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
    return head.removeprefix("ref: refs/heads/") if head.startswith("ref: refs/heads/") else None
