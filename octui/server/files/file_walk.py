"""Lists the files below a directory that are not ignored: with git where possible, else by walking the tree."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from octui.server.files.gitignore import FolderRules, find_repository, load_folder_rules
from octui.server.files.path_containment import is_below
from octui.server.git.git_command import GitError, run_git_blocking, split_paths

MAX_FILES = 200_000
"""The most files that are listed; those nearest to the directory come first."""

LISTING_SECONDS = 20.0


def hide_nothing(_file: str) -> bool:
    """For searches by those who may read every file."""
    return False


def keep_all(_directory: Path, listed: list[str]) -> list[str]:
    """A filter that keeps every file."""
    return listed


def list_project_files(
    directory: str, most: int = MAX_FILES, keep_some: Callable[[Path, list[str]], list[str]] = keep_all
) -> Iterator[str]:
    """Paths below a directory, in no particular order and through no links; folders without files do not appear.

    Of what git lists, `keep_some` keeps what is wanted, and the folders of other repositories, whose names end in `/`.
    """
    return islice(_iter_files(Path(directory), keep_some), most)


def _iter_files(directory: Path, keep_some: Callable[[Path, list[str]], list[str]]) -> Iterator[str]:
    listed = _list_with_git(directory) if find_repository(directory) is not None else None
    if listed is None:
        yield from walk_files(directory)
        return
    listed = keep_some(directory, listed)
    folders = _PlainFolders(directory)
    for path in listed:
        # An index may name files behind a link, and git lists them without a look at the disk.
        if not folders.is_plain(os.path.dirname(path)):  # noqa: PTH120
            continue
        if path.endswith("/"):
            # A nested repository, which git names but does not enter.
            yield from (path + below for below in walk_files(directory / path))
        else:
            yield path


def walk_files(directory: Path) -> Iterator[str]:
    """Files ordered by depth, without following links to folders."""
    waiting: deque[tuple[str, FolderRules]] = deque([("", load_folder_rules(directory))])
    while waiting:
        prefix, here = waiting.popleft()
        try:
            with os.scandir(here.folder) as scanned:
                found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in scanned)
        except OSError:
            continue
        for name, is_folder in found:
            if here.is_name_ignored(name, is_folder):
                continue
            if is_folder:
                waiting.append((f"{prefix}{name}/", here.enter_folder(name)))
            else:
                yield prefix + name


class _PlainFolders:
    """Which folders below a directory are reached without links and without `..`."""

    def __init__(self, directory: Path) -> None:
        self._real = os.path.realpath(directory)
        self._known = {"": True}

    def is_plain(self, folder: str) -> bool:
        if (known := self._known.get(folder)) is None:
            whole = os.path.normpath(f"{self._real}/{folder}")
            known = is_below(whole, self._real) and os.path.realpath(whole) == whole
            self._known[folder] = known
        return known


def _list_with_git(directory: Path) -> list[str] | None:
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        listed = run_git_blocking(str(directory), *listing, seconds=LISTING_SECONDS)
    except GitError:
        return None
    return list(dict.fromkeys(split_paths(listed)))
