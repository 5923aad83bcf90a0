"""How far files may be reached without asking: the project, and no way out of it by links or dots."""

import os
from pathlib import Path
from typing import Final

DEVICES: Final = frozenset({"/dev/null", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/tty", "/dev/zero"})
GLOB: Final = frozenset("*?[{")


def resolve_real_path(path: str | Path, directory: str | Path) -> Path:
    """The absolute path without dots and links, whether or not it exists."""
    return Path(os.path.realpath(Path(directory) / expand_tilde(str(path))))


def expand_tilde(path: str) -> str:
    """`~` and `~/x` with the folder they stand for; the homes of others are left alone."""
    return f"{Path.home()}{path[1:]}" if path == "~" or path.startswith("~/") else path


def is_inside_any(path: Path, allowed: tuple[Path, ...]) -> bool:
    """Whether a resolved path is one of the allowed directories or lies in one."""
    return any(path == root or root in path.parents for root in allowed)


def find_outside_path(text: str, directory: Path, allowed: tuple[Path, ...]) -> str | None:
    """The directory a word of a command reaches outside the allowed ones; None when it names no such path.

    A word is taken for a path when it leaves the directory and there is something where it leads.
    """
    if not text or "\0" in text or "://" in text or text in DEVICES:
        return None
    fixed = _strip_glob(text)
    try:
        path = resolve_real_path(fixed, directory)
        if is_inside_any(path, allowed):
            return None
        if path.is_dir():
            return str(path)
        known = path.exists() or (path.parent.is_dir() and path.parent != Path("/"))
    except (OSError, ValueError):
        return None
    return str(path.parent) if known else None


def _strip_glob(text: str) -> str:
    """As much of a pattern as names a directory for sure."""
    steps: list[str] = []
    for step in text.split("/"):
        if GLOB & set(step) or "$" in step or "`" in step:
            return "/".join(steps) or ("/" if text.startswith("/") else ".")
        steps.append(step)
    return text
