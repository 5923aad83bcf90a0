"""What the person changed since the last commit, or since the branch began; files git does not know yet included."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from octui.server.git.branches import default_branch
from octui.server.git.diffing import CONTEXT, counted, diffs, patch
from octui.server.git.running import GitFailed, as_input, git, line, paths
from octui.wire.sessions import FileDiff
from octui.wire.vcs import ChangedFile

Mode = Literal["git", "branch"]


async def status(directory: str) -> list[ChangedFile]:
    async with all_files(directory) as more:
        return await counted(directory, await last_commit(directory), more=more)


async def changes(directory: str, mode: Mode = "git", context: int = CONTEXT) -> list[FileDiff]:
    async with all_files(directory) as more:
        return await diffs(directory, await beginning(directory, mode), context=context, more=more)


async def raw(directory: str) -> str:
    async with all_files(directory) as more:
        return await patch(directory, await last_commit(directory), more=more)


async def beginning(directory: str, mode: Mode) -> str:
    """The commit that changes are counted from: the last one, or where this branch left the default one."""
    if mode == "branch" and (trunk := await default_branch(directory)) is not None:
        for name in (f"refs/remotes/origin/{trunk}", f"refs/heads/{trunk}"):
            if (fork := await line(directory, "merge-base", name, "HEAD")) is not None:
                return fork
    return await last_commit(directory)


async def last_commit(directory: str) -> str:
    """The last commit, or before the first one a tree without files."""
    commit = await line(directory, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if commit is not None:
        return commit
    return (await git(directory, "hash-object", "-t", "tree", os.devnull)).decode().strip()


@asynccontextmanager
async def all_files(directory: str) -> AsyncIterator[dict[str, str]]:
    """An environment in which git knows of every file; the person's own index is copied and left alone."""
    listed = paths(await git(directory, "ls-files", "-z", "--others", "--exclude-standard", "--", "."))
    unknown = await asyncio.to_thread(_present, directory, listed)
    if not unknown:
        yield {}
        return
    with TemporaryDirectory(prefix="octui-") as folder:
        more = {"GIT_INDEX_FILE": f"{folder}/index", "GIT_LITERAL_PATHSPECS": "1"}
        own = await line(directory, "rev-parse", "--git-path", "index")
        if own is not None:
            await asyncio.to_thread(_copy, Path(directory, own), Path(more["GIT_INDEX_FILE"]))
        await _announce(directory, unknown, more)
        yield more


async def _announce(directory: str, unknown: list[str], more: dict[str, str]) -> None:
    add = ("add", "--intent-to-add", "--ignore-errors", "--pathspec-from-file=-", "--pathspec-file-nul")
    try:
        await git(directory, *add, send=as_input(unknown), more=more, codes=(0, 1))
    except GitFailed:
        # One of them is gone since they were listed.
        left = await asyncio.to_thread(_present, directory, unknown)
        await git(directory, *add, send=as_input(left), more=more, codes=(0, 1))


def _present(directory: str, listed: list[str]) -> list[str]:
    """The files that are still there; what ends with a slash is another repository."""
    return [path for path in listed if not path.endswith("/") and os.path.lexists(f"{directory}/{path}")]


def _copy(index: Path, to: Path) -> None:
    if index.exists():
        # With its time, by which git knows files that were written too soon after it to tell.
        shutil.copy2(index, to)
