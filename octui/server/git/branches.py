"""The branch a directory is on, the one others start from, and word of a change."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from octui.server.files.ignoring import repository
from octui.server.git.folders import branch_on
from octui.server.git.running import line
from octui.wire.vcs import Branch

if TYPE_CHECKING:
    from octui.server.instance import Instance

SETTLED_SECONDS = 0.5

USUAL = ("main", "master", "trunk", "develop")


async def default_branch(directory: str) -> str | None:
    """What the remote calls its head, or else what repositories usually call it."""
    remote = await line(directory, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    if remote is not None:
        return remote.removeprefix("origin/")
    printed = await line(directory, "for-each-ref", "--format=%(refname:short)", "refs/heads")
    known = printed.splitlines() if printed else []
    wanted = await line(directory, "config", "init.defaultBranch")
    found = next((name for name in (wanted, *USUAL) if name in known), None)
    if found is not None:
        return found
    top = repository(Path(directory))
    return known[0] if len(known) == 1 else branch_on(top) if top is not None else None


class Branches:
    """Tells everyone when another branch is checked out; it looks when it is told to, and never by itself."""

    def __init__(self, instance: "Instance") -> None:
        self._instance = instance
        self._branch = self._read()
        self._waiting: asyncio.TimerHandle | None = None

    async def current(self) -> Branch:
        self.look()
        if repository(Path(self._instance.directory)) is None:
            return Branch()
        return Branch(branch=self._branch, default_branch=await default_branch(self._instance.directory))

    def look(self) -> None:
        """Read one small file, and say what changed: after a tool has run, or a terminal has printed something."""
        branch = self._read()
        if branch != self._branch:
            self._branch = branch
            properties = {"branch": branch} if branch is not None else {}
            self._instance.server.bus.publish("vcs.branch.updated", properties, self._instance.directory)

    def look_soon(self) -> None:
        """Look once things have settled."""
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(SETTLED_SECONDS, self._settled)

    def _settled(self) -> None:
        self._waiting = None
        self.look()

    def _read(self) -> str | None:
        top = repository(Path(self._instance.directory))
        return branch_on(top) if top is not None else None

    async def close(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
