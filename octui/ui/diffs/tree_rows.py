"""The changed files as a tree of folders, in which folders of one folder share a row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from octui.ui.diffs.patch_file import PatchFile


class TreeRow(NamedTuple):
    """A folder, with `file` -1, or a file by its number; `path` names either."""

    path: str
    name: str
    depth: int
    file: int = -1
    is_open: bool = True


@dataclass(slots=True)
class _Folder:
    folders: dict[str, _Folder] = field(default_factory=dict)
    files: list[tuple[str, int]] = field(default_factory=list)


def list_tree_rows(files: Sequence[PatchFile], closed: Collection[str] = ()) -> list[TreeRow]:
    """The rows of a tree in which the folders of these paths are closed; files are in the order of the diff."""
    root = _Folder()
    for number, file in enumerate(files):
        folder = root
        *parents, name = file.path.split("/")
        for parent in parents:
            folder = folder.folders.setdefault(parent, _Folder())
        folder.files.append((name, number))
    return list(_walk_folder(root, "", 0, closed))


def list_folder_paths(files: Sequence[PatchFile]) -> set[str]:
    """The paths of all folders that have a row."""
    return {row.path for row in list_tree_rows(files) if row.file < 0}


def _walk_folder(folder: _Folder, path: str, depth: int, closed: Collection[str]) -> Iterator[TreeRow]:
    # Names of folders and files are sorted together, as the paths of the diff are.
    entries = sorted([*((name, -1) for name in folder.folders), *folder.files])
    for name, number in entries:
        below = f"{path}{name}"
        if number >= 0:
            yield TreeRow(below, name, depth, number)
            continue
        child, shown = folder.folders[name], name
        while len(child.folders) == 1 and not child.files:
            ((only, grandchild),) = child.folders.items()
            child, shown, below = grandchild, f"{shown}/{only}", f"{below}/{only}"
        is_open = below not in closed
        yield TreeRow(below, shown, depth, is_open=is_open)
        if is_open:
            yield from _walk_folder(child, f"{below}/", depth + 1, closed)
