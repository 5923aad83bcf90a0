"""The current and the default branch of a directory, and an event when the branch changes."""

import asyncio
from pathlib import Path
from typing import Self

from octui.server.event_bus import EventBus
from octui.server.files.gitignore import find_repository
from octui.server.git.git_dir import read_current_branch
from octui.server.git.git_process import read_git_line
from octui.server.instance import Instance
from octui.wire.workspace.vcs import Branch

CHECK_DELAY_SECONDS = 0.5

USUAL_BRANCH_NAMES = ("main", "master", "trunk", "develop")


async def find_default_branch(directory: str) -> str | None:
    """The remote's default branch, or else a local branch with one of the usual names."""
    remote = await read_git_line(directory, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    if remote is not None:
        return remote.removeprefix("origin/")
    printed = await read_git_line(directory, "for-each-ref", "--format=%(refname:short)", "refs/heads")
    known = printed.splitlines() if printed else []
    wanted = await read_git_line(directory, "config", "init.defaultBranch")
    found = next((name for name in (wanted, *USUAL_BRANCH_NAMES) if name in known), None)
    if found is not None:
        return found
    top = find_repository(Path(directory))
    return known[0] if len(known) == 1 else read_current_branch(top) if top is not None else None


class BranchWatcher:
    """Publishes an event when another branch is checked out; it checks only when asked to."""

    def __init__(self, bus: EventBus, directory: str) -> None:
        self._bus = bus
        self._directory = directory
        self._branch = self._read_branch()
        self._waiting: asyncio.TimerHandle | None = None

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance.bus, instance.directory)

    async def get_branch_info(self) -> Branch:
        self.check_branch()
        if find_repository(Path(self._directory)) is None:
            return Branch()
        return Branch(branch=self._branch, default_branch=await find_default_branch(self._directory))

    def check_branch(self) -> None:
        """Read one small file and publish a change: after a tool has run or a terminal has printed something."""
        branch = self._read_branch()
        if branch != self._branch:
            self._branch = branch
            properties = {"branch": branch} if branch is not None else {}
            self._bus.publish_event("vcs.branch.updated", properties, self._directory)

    def schedule_branch_check(self) -> None:
        """Check after a short delay, once for many calls."""
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(CHECK_DELAY_SECONDS, self._run_scheduled_check)

    def _run_scheduled_check(self) -> None:
        self._waiting = None
        self.check_branch()

    def _read_branch(self) -> str | None:
        top = find_repository(Path(self._directory))
        return read_current_branch(top) if top is not None else None

    async def shut_down(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
