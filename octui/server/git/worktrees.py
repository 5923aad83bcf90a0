"""Worktrees: additional checkouts, each on its own branch, in the server's data folder."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from octui.server.event_bus import EventBus
from octui.server.files.gitignore import find_repository
from octui.server.git.branches import find_default_branch
from octui.server.git.environment import build_child_environment
from octui.server.git.git_command import GitError
from octui.server.git.git_process import read_git_line, run_git
from octui.server.git.worktree_names import make_worktree_name
from octui.server.instance import Instance
from octui.server.server_paths import WORKTREES_FOLDER
from octui.wire.workspace.projects import Project, Worktree

BRANCH_PREFIX = "opencode/"
"""The branch prefix OpenCode servers use."""

CHECKOUT_SECONDS = 600.0
START_SECONDS = 1800.0

_log = logging.getLogger(__name__)


class NotARepository(Exception):
    """Only repositories have worktrees."""


class UnknownWorktree(Exception):
    """The directory is not a worktree of this server."""


class WorktreeService:
    """The worktrees this server created for one repository."""

    def __init__(self, bus: EventBus, directory: str, data_folder: Path, load_project: Callable[[], Project]) -> None:
        self._bus = bus
        self._directory = directory
        self._data_folder = data_folder
        self._load_project = load_project
        self._preparing: dict[str, asyncio.Task[None]] = {}

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance.bus, instance.directory, instance.data_folder, lambda: instance.project)

    async def list_worktree_paths(self) -> list[str]:
        """The directories of the existing worktrees."""
        if find_repository(Path(self._directory)) is None:
            return []
        printed = await run_git(self._directory, "worktree", "list", "--porcelain")
        entries = printed.decode("utf-8", "replace").splitlines()
        paths = [entry.removeprefix("worktree ") for entry in entries if entry.startswith("worktree ")]
        return _folders_in(paths, self._worktrees_folder)

    async def add_worktree(self, name: str | None, start_command: str | None) -> Worktree:
        """Create a worktree; its files are checked out and its start command run after this returns."""
        directory = self._directory
        if find_repository(Path(directory)) is None:
            raise NotARepository
        self._worktrees_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        free_name = await self._find_free_name(make_worktree_name(name))
        worktree = Worktree(
            name=free_name, directory=str(self._worktrees_folder / free_name), branch=BRANCH_PREFIX + free_name
        )
        await run_git(directory, "worktree", "add", "--no-checkout", "-b", worktree.branch, worktree.directory)
        self._start_checkout(worktree, "HEAD", start_command)
        return worktree

    async def remove_checkout(self, directory: str) -> None:
        """Delete a worktree with all its files, and its branch."""
        path = await self.resolve_worktree(directory)
        await self._cancel_checkout(path)
        branch = await read_git_line(path, "symbolic-ref", "--quiet", "--short", "HEAD")
        await run_git(self._directory, "worktree", "remove", "--force", "--force", path, seconds=CHECKOUT_SECONDS)
        if branch is not None and branch.startswith(BRANCH_PREFIX):
            with suppress(GitError):
                await run_git(self._directory, "branch", "--delete", "--force", branch)

    async def reset_checkout(self, directory: str) -> None:
        """Discard all changes in a worktree and reset its branch to the default branch."""
        path = await self.resolve_worktree(directory)
        await self._cancel_checkout(path)
        trunk = await find_default_branch(self._directory)
        await run_git(path, "reset", "--hard", f"refs/heads/{trunk}" if trunk else "HEAD", seconds=CHECKOUT_SECONDS)
        await run_git(path, "clean", "-ffdx", seconds=CHECKOUT_SECONDS)

    async def shut_down(self) -> None:
        for path in list(self._preparing):
            await self._cancel_checkout(path)

    @property
    def _worktrees_folder(self) -> Path:
        folder = self._data_folder / WORKTREES_FOLDER / self._load_project().id
        return Path(os.path.realpath(folder))

    async def resolve_worktree(self, directory: str) -> str:
        """The real path of a worktree this server created; raises UnknownWorktree."""
        path = _resolve_directory(directory)
        if path not in await self.list_worktree_paths():
            raise UnknownWorktree(f"Not a worktree of this server: {directory}.")
        return path

    async def _find_free_name(self, wanted: str) -> str:
        """The name, with a number if a folder or branch of that name exists."""
        number, name = 1, wanted
        while (self._worktrees_folder / name).exists() or await read_git_line(
            self._directory, "rev-parse", "--verify", "--quiet", f"refs/heads/{BRANCH_PREFIX}{name}"
        ):
            number += 1
            name = f"{wanted}-{number}"
        return name

    def _start_checkout(self, worktree: Worktree, commit: str, start_command: str | None) -> None:
        task = asyncio.create_task(self._check_out_worktree(worktree, commit, start_command))
        self._preparing[worktree.directory] = task
        task.add_done_callback(lambda _: self._preparing.pop(worktree.directory, None))

    async def _check_out_worktree(self, worktree: Worktree, commit: str, start_command: str | None) -> None:
        try:
            await run_git(worktree.directory, "reset", "--hard", commit, seconds=CHECKOUT_SECONDS)
        except GitError as refused:
            self._publish_worktree_event("worktree.failed", {"message": str(refused)}, worktree)
            return
        project = (self._load_project().commands or {}).get("start")
        for command in (project, start_command):
            if isinstance(command, str) and command.strip():
                await _run_start_command(command, worktree.directory)
        self._publish_worktree_event("worktree.ready", {"name": worktree.name, "branch": worktree.branch}, worktree)

    def _publish_worktree_event(self, kind: str, properties: dict[str, str], worktree: Worktree) -> None:
        self._bus.publish_event(kind, properties, worktree.directory)

    async def _cancel_checkout(self, path: str) -> None:
        if (task := self._preparing.get(path)) is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def _folders_in(paths: list[str], parent: Path) -> list[str]:
    return [path for path in paths if Path(path).parent == parent and Path(path).is_dir()]


def _resolve_directory(directory: str) -> str:
    return os.path.realpath(directory.replace("\0", ""))


async def _run_start_command(command: str, directory: str) -> None:
    """Run the user's start command in a new worktree; a failure is only logged."""
    try:
        process = await asyncio.create_subprocess_shell(
            command,
            cwd=directory,
            env=build_child_environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as refused:
        _log.warning("the start command of %s could not be started: %s", directory, refused)
        return
    try:
        async with asyncio.timeout(START_SECONDS):
            if (code := await process.wait()) != 0:
                _log.warning("the start command of %s exited with %s", directory, code)
    except TimeoutError:
        _log.warning("the start command of %s took longer than %g s", directory, START_SECONDS)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
