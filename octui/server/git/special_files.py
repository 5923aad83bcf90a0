"""Finds FIFOs, devices and giants where git reads small files: it would wait for them, or read them, without end."""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from octui.server.git.git_dir import find_common_git_dir, find_git_dir
from octui.server.git.named_files import EndlessSettings, list_named_files

_READ_IN_FOLDERS: Final = (".gitignore", ".gitattributes")
_IN_CHECKOUT: Final = (".git", *_READ_IN_FOLDERS, ".gitmodules", ".mailmap")
_IN_GIT_DIR: Final = ("HEAD", "index", "commondir", "gitdir", "config.worktree", "info/sparse-checkout", "MERGE_HEAD")
_IN_COMMON_DIR: Final = (
    *("config", "packed-refs", "shallow", "info/exclude", "info/attributes", "info/grafts"),
    *("objects/info/alternates", "objects/info/commit-graph", "objects/info/packs"),
)
_MAY_BE_LARGE: Final = frozenset({"index", "packed-refs", "commit-graph", "packs"})
MAX_BYTES: Final = 16 * 1024 * 1024
"""No file that people write is larger."""

_NOTHING: Final = Path(os.devnull).stat().st_rdev
"""The device that ends at once."""

SEARCH_SECONDS: Final = 3.0


def find_special_file(top: Path) -> Path | None:
    """The first FIFO, device or giant among what git reads in a checkout and its git directory, wherever links lead."""
    candidates = [top / name for name in _IN_CHECKOUT]
    if (found := next(filter(_is_special, candidates), None)) is not None:
        return found
    own, common = find_git_dir(top), find_common_git_dir(top)
    candidates = [own / name for name in _IN_GIT_DIR] if own is not None else []
    candidates += [common / name for name in _IN_COMMON_DIR] if common is not None else []
    if (found := next(filter(_is_special, candidates), None)) is not None:
        return found
    configs = [folder / name for folder, name in ((common, "config"), (own, "config.worktree")) if folder is not None]
    try:
        return next(filter(_is_special, list_named_files(top, configs)), None)
    except EndlessSettings as endless:
        return endless.file


def find_deeper_special_file(top: Path) -> Path | None:
    """One in any folder of the checkout or of its git directory; a search for when git takes suspiciously long."""
    deadline = time.monotonic() + SEARCH_SECONDS
    git_dirs = {find_git_dir(top), find_common_git_dir(top)} - {None}
    for folder, names in ((top, _READ_IN_FOLDERS), *((git_dir, None) for git_dir in git_dirs if git_dir is not None)):
        for file in _walk_files(folder, names):
            if _is_special(file, may_be_large=names is None):
                return file
            if time.monotonic() > deadline:
                return None
    return None


def _walk_files(folder: Path, names: tuple[str, ...] | None) -> Iterator[Path]:
    """The files below a folder, or those of these names outside of git directories."""
    for parent, folders, files in os.walk(folder):
        if names is not None and ".git" in folders:
            folders.remove(".git")
        yield from (Path(parent, name) for name in files if names is None or name in names)


def _is_special(file: Path, *, may_be_large: bool = False) -> bool:
    try:
        status = file.stat()
    except (OSError, ValueError):
        return False
    if stat.S_ISREG(status.st_mode):
        return status.st_size > MAX_BYTES and not may_be_large and file.name not in _MAY_BE_LARGE
    return not (stat.S_ISDIR(status.st_mode) or status.st_rdev == _NOTHING)
