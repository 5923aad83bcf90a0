"""Which paths may be used without permission: the project's, with symbolic links and `..` resolved."""

import os
from pathlib import Path
from typing import Final

DEVICES: Final = frozenset({"/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/zero"})
MAX_PATH_LENGTH: Final = 4096
"""No system call takes a longer one."""

GLOB: Final = frozenset("*?[{")


def resolve_real_path(path: str | Path, directory: str | Path) -> Path:
    """The absolute path with `..` and symbolic links resolved; it need not exist."""
    return Path(os.path.realpath(Path(directory) / expand_tilde(str(path))))


def expand_tilde(path: str) -> str:
    """Expands `~` and `~/x`; other users' homes (`~name`) are left alone."""
    return f"{Path.home()}{path[1:]}" if path == "~" or path.startswith("~/") else path


def is_inside_any(path: Path, allowed: tuple[Path, ...]) -> bool:
    """Whether a resolved path is one of the allowed directories or below one."""
    return any(path == root or root in path.parents for root in allowed)


def find_outside_path(text: str, directory: Path, allowed: tuple[Path, ...]) -> str | None:
    """The directory outside the allowed ones that a word of a command refers to; None when there is none.

    A word counts as a path when it leads out of the directory and a folder exists on its way, other than the root.
    """
    if not text or "\0" in text or "://" in text or text in DEVICES or len(text) >= MAX_PATH_LENGTH:
        return None
    fixed = _strip_glob(text)
    try:
        path = resolve_real_path(fixed, directory)
        if is_inside_any(path, allowed):
            return None
        if path.is_dir():
            return str(path)
        is_known = path.exists() or any(folder.is_dir() for folder in path.parents if folder != Path("/"))
    except (OSError, ValueError):
        return None
    return str(path.parent) if is_known else None


def _strip_glob(text: str) -> str:
    """The leading part of a glob that certainly names a directory."""
    steps: list[str] = []
    for step in text.split("/"):
        if GLOB & set(step) or "$" in step or "`" in step:
            return "/".join(steps) or ("/" if text.startswith("/") else ".")
        steps.append(step)
    return text
