"""What the files of a project were at a moment, and the way back to it."""

import asyncio
import hashlib
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from octui.server.files.ignoring import repository
from octui.server.files.inside import is_below
from octui.server.git.diffing import DIFF, diffs
from octui.server.git.running import GitFailed, paths
from octui.server.git.shadow import Shadow
from octui.wire.sessions import FileDiff

if TYPE_CHECKING:
    from octui.server.instance import Instance

TREE = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Patch(Protocol):
    """What one step changed: `hash` is the snapshot before it, `files` are absolute paths. A PatchPart is one."""

    @property
    def hash(self) -> str: ...

    @property
    def files(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Changed:
    """The files that are not what they were in the snapshot `hash`."""

    hash: str
    files: tuple[str, ...]


class Snapshots:
    """Snapshots of one worktree; there are none outside of a repository, or with `"snapshot": false`.

    What git ignores is left out, and of files over 10 MiB only that they are there is known.
    """

    def __init__(self, instance: "Instance") -> None:
        top = repository(Path(instance.directory)) if instance.config.snapshot else None
        self._shadow = _shadow(instance, top) if top is not None else None
        self._tidying: asyncio.Task[None] | None = None

    async def track(self) -> str | None:
        """Take a snapshot, and say its hash; None where there are none."""
        if self._shadow is None:
            return None
        try:
            async with self._shadow.exclusive():
                snapshot = await self._shadow.write()
        except (GitFailed, OSError):
            return None
        if self._tidying is None:
            self._tidying = asyncio.create_task(self._tidy(self._shadow))
        return snapshot

    async def patch(self, since: str) -> Changed:
        """What has changed since a snapshot, whoever did it."""
        if (shadow := self._known(since)) is None:
            return Changed(since, ())
        try:
            async with shadow.exclusive():
                now = await shadow.write()
                printed = await shadow.git(*DIFF, "--name-only", "-z", since, now)
        except (GitFailed, OSError):
            return Changed(since, ())
        return Changed(since, tuple(str(shadow.worktree / path) for path in paths(printed)))

    async def revert(self, patches: Iterable[Patch]) -> tuple[str, ...]:
        """Undo steps, given oldest first: each file is again what it was before the first step that changed it.

        Files that a step created are deleted; no other file is touched. Says which were; raises GitFailed.
        """
        if self._shadow is None:
            return ()
        wanted: dict[str, str] = {}
        for step in patches:
            for path in self._below(step.files):
                if TREE.fullmatch(step.hash):
                    wanted.setdefault(path, step.hash)
        async with self._shadow.exclusive():
            for tree in dict.fromkeys(wanted.values()):
                await self._shadow.bring(tree, [path for path, held in wanted.items() if held == tree])
        return tuple(str(self._shadow.worktree / path) for path in wanted)

    async def restore(self, snapshot: str, files: Iterable[str] | None = None) -> None:
        """Bring files, all that differ unless some are named, to what they were in a snapshot; raises GitFailed.

        Of named files those the snapshot does not have are deleted; otherwise what was made since then stays.
        """
        if (shadow := self._known(snapshot)) is None:
            return
        async with shadow.exclusive():
            if files is None:
                now = await shadow.write()
                differing = await shadow.git(*DIFF, "--name-only", "--diff-filter=d", "-z", now, snapshot)
                await shadow.bring(snapshot, paths(differing))
            else:
                await shadow.bring(snapshot, self._below(files))

    async def diff(self, since: str, until: str) -> list[FileDiff]:
        """What changed between two snapshots; nothing when one of them is unknown."""
        if (shadow := self._known(since)) is None or not TREE.fullmatch(until):
            return []
        try:
            return await diffs(str(shadow.worktree), since, until, more=shadow.environment)
        except GitFailed:
            return []

    async def close(self) -> None:
        if self._tidying is not None:
            self._tidying.cancel()
            with suppress(asyncio.CancelledError):
                await self._tidying

    async def _tidy(self, shadow: Shadow) -> None:
        with suppress(GitFailed, OSError):
            async with shadow.exclusive():
                await shadow.tidy()

    def _known(self, snapshot: str) -> Shadow | None:
        return self._shadow if TREE.fullmatch(snapshot) else None

    def _below(self, files: Iterable[str]) -> list[str]:
        """Files below the worktree as git calls them; every other place is left out."""
        assert self._shadow is not None
        root = str(self._shadow.worktree)
        found: list[str] = []
        for file in files:
            path = os.path.normpath(Path(root, file))
            if path != root and is_below(path, root) and not is_below(path, str(Path(root, ".git"))):
                found.append(os.path.relpath(path, root))
        return found


def _shadow(instance: "Instance", top: Path) -> Shadow:
    """Two checkouts of one project do not share a store: each remembers what its own files were."""
    place = hashlib.sha256(os.fsencode(top)).hexdigest()[:16]
    return Shadow(instance.server.data_folder / "snapshot" / instance.project.id / place, top)
