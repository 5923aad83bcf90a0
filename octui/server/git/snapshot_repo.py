"""A separate git directory for a worktree that stores earlier states of its files; the user's git never sees it."""

import asyncio
import fcntl
import os
import stat
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from octui.server.git.git_command import GitError, join_paths, split_paths
from octui.server.git.git_dir import find_common_git_dir
from octui.server.git.git_process import run_git
from octui.server.git.project_objects import adopt_project_files, release_project_objects

MAX_STORED_BYTES = 10 * 1024 * 1024
"""Larger files are not stored: models, videos and dumps would fill the disk, and agents do not edit them."""

MAX_EXCLUSION_BYTES = 1024 * 1024

SECONDS = 300.0
LOCK_RETRY_SECONDS = 0.02
PRUNE_AGE = "30.days.ago"
DAY_SECONDS = 86_400

SETTINGS = (
    ("core", "autocrlf", "false"),
    ("core", "compression", "1"),
    ("core", "fsyncMethod", "batch"),
    ("core", "logAllRefUpdates", "false"),
    ("core", "symlinks", "true"),
    ("gc", "auto", "0"),
)
"""Sections, names and values; written at once, as a git for each takes longer than a small snapshot."""

ATTRIBUTES = "* -text -filter -ident -working-tree-encoding\n"
"""Files are stored byte for byte, whatever conversions the repository configures."""

UNSTORED_CONTENT = b"This file is too large to be stored, or cannot be read.\n"
"""The placeholder in a tree for a file that was not stored; such a file is never restored or deleted."""


@dataclass
class ClassifiedFiles:
    """Possibly changed files, grouped by what to do with them."""

    stored: list[str] = field(default_factory=list)
    unstored: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)


class SnapshotRepo:
    """The snapshot repository of one worktree; operations are serialized within and across processes."""

    def __init__(self, folder: Path, worktree: Path) -> None:
        self.folder = folder
        self.worktree = worktree
        self._task_lock = asyncio.Lock()
        self._unstored = ""

    @property
    def environment(self) -> dict[str, str]:
        return {"GIT_DIR": str(self.folder), "GIT_WORK_TREE": str(self.worktree)}

    async def run_snapshot_git(self, *arguments: str, stdin: bytes = b"", codes: tuple[int, ...] = (0,)) -> bytes:
        return await run_git(
            str(self.worktree),
            *arguments,
            stdin=stdin,
            extra_environment=self.environment,
            codes=codes,
            seconds=SECONDS,
        )

    @asynccontextmanager
    async def lock_exclusively(self) -> AsyncIterator[None]:
        """Lock the repository, and create it if needed."""
        async with self._task_lock:
            lock = await self._acquire_file_lock()
            try:
                fresh = await asyncio.to_thread(self._prepare_folder)
                if fresh:
                    await self._init_repository()
                    await adopt_project_files(self, MAX_STORED_BYTES)
                if not self._unstored:
                    printed = await self.run_snapshot_git("hash-object", "-w", "--stdin", stdin=UNSTORED_CONTENT)
                    self._unstored = printed.decode().strip()
                if fresh:
                    await self._add_tracked_ignored()
                    await asyncio.to_thread(self._ready_marker.touch)
                yield
            finally:
                os.close(lock)

    async def write_tree(self) -> str:
        """Store the worktree's current files, and return the hash of the tree."""
        try:
            return await self._write_tree()
        except GitError:
            if not await asyncio.to_thread(release_project_objects, self.folder):
                raise
            # The project's git deleted objects that it no longer needed: from now on all are stored here.
            return await self._write_tree()

    async def _write_tree(self) -> str:
        listed = split_paths(
            await self.run_snapshot_git("ls-files", "-z", "--others", "--modified", "--deleted", "--exclude-standard")
        )
        await self._stage_files(await asyncio.to_thread(self._classify_files, dict.fromkeys(listed)))
        return (await self.run_snapshot_git("write-tree")).decode().strip()

    async def restore_files(self, tree: str, files: list[str]) -> None:
        """Restore these files from a stored tree, and delete those it does not contain.

        Ignored files were never stored and may have existed all along, so they are not deleted.
        """
        stored = await self._find_tree_entries(tree, files)
        restored = sorted(path for path in files if stored.get(path, self._unstored) != self._unstored)
        rules = [path for path in restored if path.rpartition("/")[2] == ".gitignore"]
        await self._check_out_files(tree, rules)
        made = [
            path
            for path in files
            if path not in stored and await asyncio.to_thread(self._is_reached_without_links, path)
        ]
        ignored = await self.run_snapshot_git(
            "check-ignore", "--no-index", "-z", "--stdin", stdin=join_paths(made), codes=(0, 1)
        )
        for path in set(made).difference(split_paths(ignored)):
            await asyncio.to_thread(delete_file, self.worktree, path)
        await self._check_out_files(tree, restored)

    async def prune_old_trees(self) -> None:
        """Once a day, prune objects older than a month that no newer snapshot uses."""
        if time.time() - self._ready_marker.stat().st_mtime > DAY_SECONDS:
            self._ready_marker.touch()
            await self.run_snapshot_git("prune", f"--expire={PRUNE_AGE}")

    @property
    def _ready_marker(self) -> Path:
        return self.folder / "octui.ready"

    async def _acquire_file_lock(self) -> int:
        """Polls for the lock: a thread that blocks on it could not be cancelled."""
        descriptor = _open_lock_file(self.folder)
        try:
            while not _try_lock(descriptor):  # noqa: ASYNC110 - another process may hold it
                await asyncio.sleep(LOCK_RETRY_SECONDS)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _prepare_folder(self) -> bool:
        """Whether the repository still has to be created; also removes the stale lock file of a killed git."""
        (self.folder / "index.lock").unlink(missing_ok=True)
        information = self.folder / "info"
        information.mkdir(exist_ok=True)
        (information / "attributes").write_text(ATTRIBUTES)
        own = find_common_git_dir(self.worktree)
        exclude = own / "info" / "exclude" if own is not None else None
        if exclude is not None and exclude.exists():
            (information / "exclude").write_bytes(_read_exclusions(exclude))
        return not self._ready_marker.exists()

    async def _init_repository(self) -> None:
        await self.run_snapshot_git("init", "--quiet")
        settings = "".join(f"[{section}]\n\t{name} = {value}\n" for section, name, value in SETTINGS)
        with (self.folder / "config").open("a") as file:
            file.write(settings)

    async def _add_tracked_ignored(self) -> None:
        """Add files that are tracked by the user's git although they are ignored."""
        try:
            listed = await run_git(str(self.worktree), "ls-files", "-z", "--cached", "--ignored", "--exclude-standard")
        except GitError:
            return
        await self._stage_files(await asyncio.to_thread(self._classify_files, split_paths(listed)))

    async def _stage_files(self, files: ClassifiedFiles) -> None:
        update = ("update-index", "-z", "--add", "--remove", "--replace")
        if files.deleted:
            await self.run_snapshot_git(
                "update-index", "-z", "--force-remove", "--stdin", stdin=join_paths(files.deleted)
            )
        if files.unstored:
            stdin = join_paths(f"100644 {self._unstored}\t{path}" for path in files.unstored)
            await self.run_snapshot_git(*update, "--index-info", stdin=stdin)
        if files.stored:
            await self.run_snapshot_git(*update, "--stdin", stdin=join_paths(files.stored))

    async def _find_tree_entries(self, tree: str, files: Iterable[str]) -> dict[str, str]:
        """Which of these files a stored tree contains, with the hash of their content."""
        wanted = set(files)
        listed = split_paths(await self.run_snapshot_git("ls-tree", "-r", "-z", "--full-tree", tree))
        entries = (entry.split("\t", 1) for entry in listed)
        return {path: described.split()[2] for described, path in entries if path in wanted}

    async def _check_out_files(self, tree: str, files: list[str]) -> None:
        if files:
            checkout = ("--literal-pathspecs", "checkout", tree, "--pathspec-from-file=-", "--pathspec-file-nul")
            await self.run_snapshot_git(*checkout, stdin=join_paths(files))

    def _is_reached_without_links(self, path: str) -> bool:
        """Whether the path contains no symbolic link."""
        folder = Path(path).parent
        return (self.worktree / folder).resolve() == self.worktree.resolve() / folder

    def _classify_files(self, listed: Iterable[str]) -> ClassifiedFiles:
        files = ClassifiedFiles()
        for path in listed:
            if path.endswith("/"):
                # A nested repository, which is not ours to store.
                continue
            file = self.worktree / path
            try:
                status = file.lstat()
            except OSError:
                files.deleted.append(path)
                continue
            if stat.S_ISLNK(status.st_mode):
                files.stored.append(path)
            elif not stat.S_ISREG(status.st_mode):
                files.deleted.append(path)
            elif status.st_size <= MAX_STORED_BYTES and os.access(file, os.R_OK):
                files.stored.append(path)
            else:
                files.unstored.append(path)
        return files


def _read_exclusions(file: Path) -> bytes:
    """What a project's git leaves out, as far as it is a file of a usual size."""
    if not file.is_file() or file.stat().st_size > MAX_EXCLUSION_BYTES:
        return b""
    return file.read_bytes()


def delete_file(worktree: Path, path: str) -> None:
    """Delete a file, and the folders that become empty."""
    file = worktree / path
    if not os.path.lexists(file) or (file.is_dir() and not file.is_symlink()):
        return
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if folder == worktree or any(folder.iterdir()):
            break
        folder.rmdir()


def _open_lock_file(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(folder / "octui.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
