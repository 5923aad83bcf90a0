"""Snapshots of a project's files, and how to restore them."""

import asyncio
import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from octui.server.files.gitignore import find_repository
from octui.server.files.path_containment import is_below
from octui.server.git.git_command import GitError, split_paths
from octui.server.git.snapshot_repo import SnapshotRepo
from octui.server.git.tree_diff import DIFF_ARGUMENTS, build_file_diffs
from octui.server.instance import Instance
from octui.wire.sessions import FileDiff

TREE_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class SnapshotPatch(Protocol):
    """The changes of one step: `hash` is the snapshot before it, `files` are absolute paths. A PatchPart is one."""

    @property
    def hash(self) -> str: ...

    @property
    def files(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class SnapshotChanges:
    """The files that differ from the snapshot `hash`."""

    hash: str
    files: tuple[str, ...]


class SnapshotService:
    """Snapshots of one worktree; disabled outside of a repository and with `"snapshot": false`.

    Ignored files are left out, and of files over 10 MiB only their existence is recorded.
    """

    def __init__(self, repo: SnapshotRepo | None) -> None:
        self._repo = repo
        self._pruning: asyncio.Task[None] | None = None

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        top = find_repository(Path(instance.directory)) if instance.config.snapshot else None
        return cls(_open_snapshot_repo(instance, top) if top is not None else None)

    @property
    def worktree(self) -> str:
        """The folder that paths in differences are relative to; empty where snapshots are disabled."""
        return str(self._repo.worktree) if self._repo is not None else ""

    async def take_snapshot(self) -> str | None:
        """Take a snapshot and return its hash; None where snapshots are disabled."""
        if self._repo is None:
            return None
        try:
            async with self._repo.lock_exclusively():
                snapshot = await self._repo.write_tree()
        except (GitError, OSError):
            return None
        if self._pruning is None:
            self._pruning = asyncio.create_task(self._prune_snapshots(self._repo))
        return snapshot

    async def find_changes_since(self, since: str) -> SnapshotChanges:
        """Everything that changed since a snapshot, no matter who changed it."""
        if (repo := self._find_repo(since)) is None:
            return SnapshotChanges(since, ())
        try:
            async with repo.lock_exclusively():
                current = await repo.write_tree()
                stdout = await repo.run_snapshot_git(*DIFF_ARGUMENTS, "--name-only", "-z", since, current)
        except (GitError, OSError):
            return SnapshotChanges(since, ())
        return SnapshotChanges(since, tuple(str(repo.worktree / path) for path in split_paths(stdout)))

    async def revert_patches(self, patches: Iterable[SnapshotPatch]) -> tuple[str, ...]:
        """Undo steps, given oldest first: each file is restored to its state before the first step that changed it.

        Files created by a step are deleted; no others are touched. Returns the files; raises GitError.
        """
        if self._repo is None:
            return ()
        trees: dict[str, str] = {}
        for step in patches:
            for path in self._to_relative_paths(step.files):
                if TREE_HASH.fullmatch(step.hash):
                    trees.setdefault(path, step.hash)
        async with self._repo.lock_exclusively():
            for tree in dict.fromkeys(trees.values()):
                await self._repo.restore_files(tree, [path for path, other in trees.items() if other == tree])
        return tuple(str(self._repo.worktree / path) for path in trees)

    async def restore_snapshot(self, snapshot: str, files: Iterable[str] | None = None) -> None:
        """Restore files from a snapshot, by default all that differ; raises GitError.

        With `files`, those that the snapshot does not contain are deleted; otherwise new files stay.
        """
        if (repo := self._find_repo(snapshot)) is None:
            return
        async with repo.lock_exclusively():
            if files is None:
                current = await repo.write_tree()
                differing = await repo.run_snapshot_git(
                    *DIFF_ARGUMENTS, "--name-only", "--diff-filter=d", "-z", current, snapshot
                )
                await repo.restore_files(snapshot, split_paths(differing))
            else:
                await repo.restore_files(snapshot, self._to_relative_paths(files))

    async def diff_snapshots(self, since: str, until: str) -> list[FileDiff]:
        """The changes between two snapshots; none when one of them is unknown."""
        if (repo := self._find_repo(since)) is None or not TREE_HASH.fullmatch(until):
            return []
        try:
            return await build_file_diffs(str(repo.worktree), since, until, extra_environment=repo.environment)
        except GitError:
            return []

    async def shut_down(self) -> None:
        if self._pruning is not None:
            self._pruning.cancel()
            with suppress(asyncio.CancelledError):
                await self._pruning

    async def _prune_snapshots(self, repo: SnapshotRepo) -> None:
        with suppress(GitError, OSError):
            async with repo.lock_exclusively():
                await repo.prune_old_trees()

    def _find_repo(self, snapshot: str) -> SnapshotRepo | None:
        return self._repo if TREE_HASH.fullmatch(snapshot) else None

    def _to_relative_paths(self, files: Iterable[str]) -> list[str]:
        """Paths relative to the worktree; paths outside it are left out."""
        assert self._repo is not None
        root = str(self._repo.worktree)
        found: list[str] = []
        for file in files:
            path = os.path.normpath(Path(root, file))
            if path != root and is_below(path, root) and not is_below(path, str(Path(root, ".git"))):
                found.append(os.path.relpath(path, root))
        return found


def _open_snapshot_repo(instance: Instance, top: Path) -> SnapshotRepo:
    """Each checkout of a project has its own snapshot repository."""
    folder_name = hashlib.sha256(os.fsencode(top)).hexdigest()[:16]
    return SnapshotRepo(instance.data_folder / "snapshot" / instance.project.id / folder_name, top)
