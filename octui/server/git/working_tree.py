"""Changes in the working tree since the last commit or since the branch point, including untracked files."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from octui.server.git.branches import find_default_branch
from octui.server.git.git_command import GitError, join_paths, split_paths
from octui.server.git.git_process import read_git_line, run_git
from octui.server.git.tree_diff import CONTEXT_LINES, build_file_diffs, count_changes, format_patch
from octui.wire.sessions import FileDiff
from octui.wire.workspace.vcs import ChangedFile

DiffMode = Literal["git", "branch"]


async def find_changed_files(directory: str) -> list[ChangedFile]:
    async with include_untracked(directory) as extra_environment:
        return await count_changes(directory, await find_last_commit(directory), extra_environment=extra_environment)


async def diff_working_tree(directory: str, mode: DiffMode = "git", context: int = CONTEXT_LINES) -> list[FileDiff]:
    async with include_untracked(directory) as extra_environment:
        return await build_file_diffs(
            directory, await find_base_commit(directory, mode), context=context, extra_environment=extra_environment
        )


async def format_working_tree_patch(directory: str) -> str:
    async with include_untracked(directory) as extra_environment:
        return await format_patch(directory, await find_last_commit(directory), extra_environment=extra_environment)


async def find_base_commit(directory: str, mode: DiffMode) -> str:
    """The commit to compare with: the last one, or the branch point from the default branch."""
    if mode == "branch" and (trunk := await find_default_branch(directory)) is not None:
        for name in (f"refs/remotes/origin/{trunk}", f"refs/heads/{trunk}"):
            if (fork := await read_git_line(directory, "merge-base", name, "HEAD")) is not None:
                return fork
    return await find_last_commit(directory)


async def find_last_commit(directory: str) -> str:
    """The last commit; before the first commit, an empty tree."""
    commit = await read_git_line(directory, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    if commit is not None:
        return commit
    return (await run_git(directory, "hash-object", "-t", "tree", os.devnull)).decode().strip()


@asynccontextmanager
async def include_untracked(directory: str) -> AsyncIterator[dict[str, str]]:
    """A git environment in which untracked files are known.

    It uses a copy of the user's index, since `git diff` writes what it learned about files to the index.
    """
    listed = split_paths(await run_git(directory, "ls-files", "-z", "--others", "--exclude-standard", "--", "."))
    untracked = await asyncio.to_thread(_existing_files, directory, listed)
    with TemporaryDirectory(prefix="octui-") as folder:
        extra_environment = {"GIT_INDEX_FILE": f"{folder}/index", "GIT_LITERAL_PATHSPECS": "1"}
        index = await read_git_line(directory, "rev-parse", "--git-path", "index")
        if index is not None:
            await asyncio.to_thread(_copy_index, Path(directory, index), Path(extra_environment["GIT_INDEX_FILE"]))
        if untracked:
            await _add_untracked(directory, untracked, extra_environment)
        yield extra_environment


async def _add_untracked(directory: str, untracked: list[str], extra_environment: dict[str, str]) -> None:
    add = ("add", "--intent-to-add", "--ignore-errors", "--pathspec-from-file=-", "--pathspec-file-nul")
    try:
        await run_git(directory, *add, stdin=join_paths(untracked), extra_environment=extra_environment, codes=(0, 1))
    except GitError:
        # One of them has been deleted since they were listed.
        remaining = await asyncio.to_thread(_existing_files, directory, untracked)
        await run_git(directory, *add, stdin=join_paths(remaining), extra_environment=extra_environment, codes=(0, 1))


def _existing_files(directory: str, listed: list[str]) -> list[str]:
    """The files that still exist; a path with a trailing slash is a nested repository."""
    return [path for path in listed if not path.endswith("/") and os.path.lexists(f"{directory}/{path}")]


def _copy_index(index: Path, to: Path) -> None:
    if index.exists():
        # Keeps its modification time, by which git detects files written too soon after the index to be trusted.
        shutil.copy2(index, to)
