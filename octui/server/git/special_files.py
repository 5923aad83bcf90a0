"""Finds FIFOs, devices and giants where git reads small files: it would wait for them, or read them, without end."""

import stat
from pathlib import Path
from typing import Final

from octui.server.git.git_dir import find_common_git_dir, find_git_dir

_IN_CHECKOUT: Final = (".git", ".gitignore", ".gitattributes", ".gitmodules", ".mailmap")
_IN_GIT_DIR: Final = ("HEAD", "index", "commondir", "gitdir", "config.worktree", "info/sparse-checkout", "MERGE_HEAD")
_IN_COMMON_DIR: Final = (
    *("config", "packed-refs", "shallow", "info/exclude", "info/attributes", "info/grafts"),
    *("objects/info/alternates", "objects/info/commit-graph", "objects/info/packs"),
)


_MAY_BE_LARGE: Final = frozenset({"index", "packed-refs", "commit-graph", "packs"})
MAX_BYTES: Final = 16 * 1024 * 1024
"""No file that people write is larger."""


def find_special_file(top: Path) -> Path | None:
    """The first FIFO, device or giant among what git reads in a checkout and its git directory, wherever links lead."""
    candidates = [top / name for name in _IN_CHECKOUT]
    if not any(map(_is_special, candidates)):
        own, common = find_git_dir(top), find_common_git_dir(top)
        candidates += [own / name for name in _IN_GIT_DIR] if own is not None else []
        candidates += [common / name for name in _IN_COMMON_DIR] if common is not None else []
    return next(filter(_is_special, candidates), None)


def _is_special(file: Path) -> bool:
    try:
        status = file.stat()
    except OSError:
        return False
    if stat.S_ISREG(status.st_mode):
        return status.st_size > MAX_BYTES and file.name not in _MAY_BE_LARGE
    return not stat.S_ISDIR(status.st_mode)
