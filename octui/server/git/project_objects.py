"""Takes over what a project's own git knows, so that the first snapshot of a large project need not read every file.

A snapshot repository then finds the project's objects through `info/alternates`, and starts with a copy of its index.
What that index says is only kept for files that are stored byte for byte: a snapshot knows no conversions.
"""

import asyncio
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from octui.server.git.git_command import GitError, join_paths, split_paths
from octui.server.git.git_dir import find_common_git_dir, find_git_dir
from octui.server.git.git_process import run_git

LARGE_PROJECT: Final = 2_000
"""Files; a smaller project is read in no time, and its snapshots do not depend on objects that its git may delete."""

CONVERTING_ATTRIBUTES: Final = ("filter", "working-tree-encoding")
"""Conversions that may keep the size of a file; all others, such as those of line ends, change it."""

_UNCONVERTED: Final = frozenset({"unspecified", "unset"})

FILE_MODES: Final = frozenset({"100644", "100755", "120000"})
_HEADER_BYTES: Final = 12


class SnapshotGit(Protocol):
    """The snapshot repository of a worktree."""

    folder: Path
    worktree: Path

    async def run_snapshot_git(self, *arguments: str, stdin: bytes = b"") -> bytes: ...


async def adopt_project_files(snapshots: SnapshotGit, largest: int) -> None:
    """Fill a new snapshot repository from the project's git, where that helps; else it stays empty.

    Files of more than `largest` bytes are left out.
    """
    if not await asyncio.to_thread(_copy_index, snapshots.folder, snapshots.worktree):
        return
    try:
        listed = await snapshots.run_snapshot_git("ls-files", "--stage", "-v", "-z")
        known, dropped = await asyncio.to_thread(_parse_index, listed)
        changed, converted = await asyncio.gather(
            _find_changed_sizes(snapshots, known, largest), _find_converted(snapshots.worktree, known)
        )
        dropped |= changed | converted
        removed = join_paths(sorted(dropped))
        await snapshots.run_snapshot_git("update-index", "-z", "--force-remove", "--stdin", stdin=removed)
    except (GitError, OSError, ValueError):
        release_project_objects(snapshots.folder)


def release_project_objects(folder: Path) -> bool:
    """Start over without the project's objects, which its git may have deleted; returns whether they were used."""
    alternates = folder / "objects" / "info" / "alternates"
    used = alternates.exists()
    for file in (alternates, folder / "index"):
        file.unlink(missing_ok=True)
    return used


def _copy_index(folder: Path, worktree: Path) -> bool:
    """Whether the project has a large index, which was copied."""
    own, common = find_git_dir(worktree), find_common_git_dir(worktree)
    if own is None or common is None or _count_entries(own / "index") < LARGE_PROJECT:
        return False
    objects = os.path.realpath(common / "objects")
    if "\n" in objects or not Path(objects).is_dir():
        return False
    try:
        alternates = folder / "objects" / "info" / "alternates"
        alternates.parent.mkdir(parents=True, exist_ok=True)
        alternates.write_bytes(os.fsencode(objects) + b"\n")
        # With its time, by which git tells files that were written too soon after the index to be trusted.
        shutil.copy2(own / "index", folder / "index")
    except OSError:
        release_project_objects(folder)
        return False
    return True


def _count_entries(index: Path) -> int:
    """How many files an index has; 0 when the file is not an index."""
    with suppress(OSError):
        descriptor = os.open(index, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as opened:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                header = opened.read(_HEADER_BYTES)
                return int.from_bytes(header[8:]) if header[:4] == b"DIRC" else 0
    return 0


def _parse_index(listed: bytes) -> tuple[dict[str, str], set[str]]:
    """The object of each plain file, and the paths of all other entries: submodules, conflicts, files left out."""
    known: dict[str, str] = {}
    other: set[str] = set()
    for entry in split_paths(listed):
        described, _, path = entry.partition("\t")
        tag, mode, name, stage = described.split(" ")
        if tag == "H" and stage == "0" and mode in FILE_MODES:
            known[path] = name
        else:
            other.add(path)
    return known, other


async def _find_changed_sizes(snapshots: SnapshotGit, known: dict[str, str], largest: int) -> set[str]:
    """The files whose object is missing or has not their size."""
    names = dict.fromkeys(known.values())
    asked = "".join(f"{name}\n" for name in names).encode()
    printed = await snapshots.run_snapshot_git("cat-file", "--batch-check=%(objectsize)", "--buffer", stdin=asked)
    sizes = dict(zip(names, printed.split(b"\n"), strict=False))

    return await asyncio.to_thread(_list_changed_sizes, f"{snapshots.worktree}/", known, sizes, largest)


def _list_changed_sizes(prefix: str, known: dict[str, str], sizes: dict[str, bytes], largest: int) -> set[str]:
    """A path object for each of 50,000 files would take longer than all of the rest."""
    changed: set[str] = set()
    stored = {name: int(size) if size.isdigit() else -1 for name, size in sizes.items()}
    for path, name in known.items():
        try:
            size = os.lstat(prefix + path).st_size
        except OSError:
            size = -2
        if size > largest or size != stored[name]:
            changed.add(path)
    return changed


async def _find_converted(worktree: Path, known: Iterable[str]) -> set[str]:
    stdin = join_paths(known)
    printed = await run_git(str(worktree), "check-attr", "--stdin", "-z", *CONVERTING_ATTRIBUTES, stdin=stdin)
    fields = split_paths(printed)
    # Most paths have no attribute at all.
    values = fields[2::3]
    if set(values) <= _UNCONVERTED:
        return set()
    return {path for path, value in zip(fields[::3], values, strict=True) if value not in _UNCONVERTED}
