"""A git folder of the server's own beside a worktree: it stores what files were, and the person's git never sees it."""

import asyncio
import fcntl
import os
import shutil
import stat
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from octui.server.git.folders import common_folder
from octui.server.git.running import GitFailed, as_input, git, paths

LARGEST_BYTES = 10 * 1024 * 1024
"""Larger files are not stored: models, videos and dumps would fill the disk, and no agent edits them."""

SECONDS = 300.0
AGAIN_SECONDS = 0.02
KEPT = "30.days.ago"
DAY_SECONDS = 86_400

SETTINGS = {
    "core.autocrlf": "false",
    "core.compression": "1",
    "core.fsyncMethod": "batch",
    "core.logAllRefUpdates": "false",
    "core.symlinks": "true",
    "gc.auto": "0",
}

ATTRIBUTES = "* -text -filter -ident -working-tree-encoding\n"
"""Bytes are stored as they are, whatever the repository asks git to make of them."""

UNSTORED = b"This file is too large to be stored, or cannot be read.\n"
"""What a tree holds of a file that is there and was not stored; such a file is never put back, nor deleted."""


@dataclass
class Sorted:
    """Files that may have changed, by what is to be done with them."""

    stored: list[str] = field(default_factory=list)
    unstored: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


class Shadow:
    """One worktree's store; its operations run one after the other, in this process and in others."""

    def __init__(self, folder: Path, worktree: Path) -> None:
        self.folder = folder
        self.worktree = worktree
        self._turn = asyncio.Lock()
        self._unstored = ""

    @property
    def environment(self) -> dict[str, str]:
        return {"GIT_DIR": str(self.folder), "GIT_WORK_TREE": str(self.worktree)}

    async def git(self, *arguments: str, send: bytes = b"", codes: tuple[int, ...] = (0,)) -> bytes:
        more = self.environment
        return await git(str(self.worktree), *arguments, send=send, more=more, codes=codes, seconds=SECONDS)

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        """Hold the store, and make it if there is none."""
        async with self._turn:
            held = await self._hold()
            try:
                fresh = await asyncio.to_thread(self._prepare)
                if fresh:
                    await self._begin()
                if not self._unstored:
                    printed = await self.git("hash-object", "-w", "--stdin", send=UNSTORED)
                    self._unstored = printed.decode().strip()
                if fresh:
                    await self._take_up_ignored()
                    await asyncio.to_thread(self._ready.touch)
                yield
            finally:
                os.close(held)

    async def write(self) -> str:
        """Store what the worktree holds now, and name it by the hash of its tree."""
        listed = paths(await self.git("ls-files", "-z", "--others", "--modified", "--deleted", "--exclude-standard"))
        await self._store(await asyncio.to_thread(self._sorted, dict.fromkeys(listed)))
        return (await self.git("write-tree")).decode().strip()

    async def bring(self, tree: str, files: list[str]) -> None:
        """Make these files what they are in a stored tree, and delete those it does not have.

        What git ignored then was not stored and may have been there all the time, so it is not deleted.
        """
        held = await self._held(tree, files)
        wanted = sorted(path for path in files if held.get(path, self._unstored) != self._unstored)
        rules = [path for path in wanted if path.rpartition("/")[2] == ".gitignore"]
        await self._put_back(tree, rules)
        made = [path for path in files if path not in held and await asyncio.to_thread(self._direct, path)]
        ignored = await self.git("check-ignore", "--no-index", "-z", "--stdin", send=as_input(made), codes=(0, 1))
        for path in set(made).difference(paths(ignored)):
            await asyncio.to_thread(delete, self.worktree, path)
        await self._put_back(tree, wanted)

    async def tidy(self) -> None:
        """Once a day forget what was stored a month ago and is of no newer snapshot."""
        if time.time() - self._ready.stat().st_mtime > DAY_SECONDS:
            self._ready.touch()
            await self.git("prune", f"--expire={KEPT}")

    @property
    def _ready(self) -> Path:
        return self.folder / "octui.ready"

    async def _hold(self) -> int:
        """Asked for again and again rather than waited for: a thread that waits for a lock cannot be called off."""
        descriptor = _opened(self.folder)
        try:
            while not _locked(descriptor):  # noqa: ASYNC110 - another process may hold it
                await asyncio.sleep(AGAIN_SECONDS)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _prepare(self) -> bool:
        """Whether the store has yet to be made; a lock file of a git that was killed is no one's by now."""
        (self.folder / "index.lock").unlink(missing_ok=True)
        information = self.folder / "info"
        information.mkdir(exist_ok=True)
        (information / "attributes").write_text(ATTRIBUTES)
        own = common_folder(self.worktree)
        exclude = own / "info" / "exclude" if own is not None else None
        if exclude is not None and exclude.exists():
            shutil.copyfile(exclude, information / "exclude")
        return not self._ready.exists()

    async def _begin(self) -> None:
        await self.git("init", "--quiet")
        for name, value in SETTINGS.items():
            await self.git("config", name, value)

    async def _take_up_ignored(self) -> None:
        """Files the person's git tracks although they are ignored belong to the project."""
        try:
            listed = await git(str(self.worktree), "ls-files", "-z", "--cached", "--ignored", "--exclude-standard")
        except GitFailed:
            return
        await self._store(await asyncio.to_thread(self._sorted, paths(listed)))

    async def _store(self, files: Sorted) -> None:
        update = ("update-index", "-z", "--add", "--remove", "--replace")
        if files.gone:
            await self.git("update-index", "-z", "--force-remove", "--stdin", send=as_input(files.gone))
        if files.unstored:
            send = as_input(f"100644 {self._unstored}\t{path}" for path in files.unstored)
            await self.git(*update, "--index-info", send=send)
        if files.stored:
            await self.git(*update, "--stdin", send=as_input(files.stored))

    async def _held(self, tree: str, files: Iterable[str]) -> dict[str, str]:
        """Which of these files a stored tree has, each with the hash of its content."""
        wanted = set(files)
        listed = paths(await self.git("ls-tree", "-r", "-z", "--full-tree", tree))
        entries = (entry.split("\t", 1) for entry in listed)
        return {path: described.split()[2] for described, path in entries if path in wanted}

    async def _put_back(self, tree: str, files: list[str]) -> None:
        if files:
            checkout = ("--literal-pathspecs", "checkout", tree, "--pathspec-from-file=-", "--pathspec-file-nul")
            await self.git(*checkout, send=as_input(files))

    def _direct(self, path: str) -> bool:
        """Whether no link leads to it."""
        folder = Path(path).parent
        return (self.worktree / folder).resolve() == self.worktree.resolve() / folder

    def _sorted(self, listed: Iterable[str]) -> Sorted:
        files = Sorted()
        for path in listed:
            if path.endswith("/"):
                # Another repository, whose files are its own.
                continue
            file = self.worktree / path
            try:
                status = file.lstat()
            except OSError:
                files.gone.append(path)
                continue
            if stat.S_ISLNK(status.st_mode):
                files.stored.append(path)
            elif not stat.S_ISREG(status.st_mode):
                files.gone.append(path)
            elif status.st_size <= LARGEST_BYTES and os.access(file, os.R_OK):
                files.stored.append(path)
            else:
                files.unstored.append(path)
        return files


def delete(worktree: Path, path: str) -> None:
    """Delete a file, and the folders that are empty without it."""
    file = worktree / path
    if not os.path.lexists(file) or (file.is_dir() and not file.is_symlink()):
        return
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if folder == worktree or any(folder.iterdir()):
            break
        folder.rmdir()


def _opened(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.open(folder / "octui.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
