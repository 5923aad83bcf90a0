"""Folders that were never opened, read so that the filter finds what git ignores: no server's search lists that."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush
from typing import Final

from octui.client import ClientError
from octui.ui.files.folders.tree import FolderTree
from octui.wire.workspace.files import FileNode

MAX_WALKED: Final = 400
"""Folders read for a filter; with those of all its packages, a project may have tens of thousands."""
_AT_ONCE: Final = 4
_SHOWN_EVERY: Final = 32
"""Folders after which what was found is shown."""

ReadFolder = Callable[[str], Awaitable[Sequence[FileNode]]]


async def walk_folders(tree: FolderTree, read: ReadFolder, show: Callable[[], None]) -> None:
    """Read what was not read yet, the folders nearest to the top first, and leave the rest out when it is too much."""
    waiting = [_rank_folder(path) for nodes in tree.list_known() for path in _list_unread(tree, nodes)]
    heapify(waiting)
    walked = 0
    while waiting and walked < MAX_WALKED:
        paths = [heappop(waiting)[1] for _ in range(min(_AT_ONCE, len(waiting)))]
        listed = await asyncio.gather(*(_read_or_skip(read, path) for path in paths))
        for path, nodes in zip(paths, listed, strict=True):
            tree.add_walked(path, nodes)
            for below in _list_unread(tree, nodes):
                heappush(waiting, _rank_folder(below))
        walked += len(paths)
        if walked % _SHOWN_EVERY == 0:
            show()
    tree.unwalked = len(waiting)
    show()


async def _read_or_skip(read: ReadFolder, path: str) -> Sequence[FileNode]:
    try:
        return await read(path)
    except ClientError:
        # The reason is shown when the folder is opened.
        return ()


def _list_unread(tree: FolderTree, nodes: Iterable[FileNode]) -> list[str]:
    folders = (node.path for node in nodes if node.is_directory and node.name != ".git")
    return [path for path in folders if path not in tree.children and path not in tree.walked]


def _rank_folder(path: str) -> tuple[int, str]:
    return path.count("/"), path
