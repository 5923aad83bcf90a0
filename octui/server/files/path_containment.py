"""Paths that requests name, held inside their directory."""

import os
from dataclasses import dataclass
from pathlib import Path


class FileAccessError(Exception):
    """A path that cannot be served; `str()` is one sentence for a person."""


class FileMissing(FileAccessError):
    """Nothing is there."""


class OutsideDirectory(FileAccessError):
    """It leads out of the directory, by `..`, by an absolute path or by a symbolic link."""


@dataclass(frozen=True)
class ContainedPath:
    """Where a path leads: `real` is what to open, `relative` what to call it (empty for the directory itself)."""

    real: Path
    relative: str


def resolve_inside(directory: str, path: str) -> ContainedPath:
    """Follow a path, absolute or relative to the directory, through its links."""
    if "\0" in path:
        raise FileMissing("A path cannot hold a zero byte.")
    root = os.path.normpath(directory)
    asked = os.path.normpath(Path(root, path))
    real, real_root = os.path.realpath(asked), os.path.realpath(root)
    if not is_below(real, real_root):
        raise OutsideDirectory(f"{path} is outside of {directory}.")
    relative = os.path.relpath(asked, root) if is_below(asked, root) else os.path.relpath(real, real_root)
    return ContainedPath(Path(real), "" if relative == "." else relative)


def is_below(path: str, root: str) -> bool:
    """Whether a path is the root or under it; both absolute and normal."""
    return path == root or path.startswith(root if root.endswith(os.sep) else root + os.sep)
