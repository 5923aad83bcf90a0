"""Paths named in requests, restricted to their directory."""

import os
from dataclasses import dataclass
from pathlib import Path


class FileAccessError(Exception):
    """A path that cannot be served; `str()` is one sentence for the user."""


class FileMissing(FileAccessError):
    """There is no such file."""


class OutsideDirectory(FileAccessError):
    """The path leads out of the directory, by `..`, as an absolute path or through a symbolic link."""


@dataclass(frozen=True)
class ContainedPath:
    """A resolved path: open `real`, display `relative` (empty for the directory itself)."""

    real: Path
    relative: str


def resolve_inside(directory: str, path: str) -> ContainedPath:
    """Resolve a path, absolute or relative to the directory, following symbolic links."""
    if "\0" in path:
        raise FileMissing("A path cannot contain a null byte.")
    root = os.path.normpath(directory)
    requested = os.path.normpath(Path(root, path))
    real, real_root = os.path.realpath(requested), os.path.realpath(root)
    if not is_below(real, real_root):
        raise OutsideDirectory(f"{path} is outside {directory}.")
    relative = os.path.relpath(requested, root) if is_below(requested, root) else os.path.relpath(real, real_root)
    return ContainedPath(Path(real), "" if relative == "." else relative)


def is_below(path: str, root: str) -> bool:
    """Whether a path is the root or below it; both must be absolute and normalized."""
    return path == root or path.startswith(root if root.endswith(os.sep) else root + os.sep)
