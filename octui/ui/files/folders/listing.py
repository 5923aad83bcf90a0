"""Folders as the server lists them, and what it says about a path that it cannot list or read.

OpenCode 1.18 answers for a folder that does not exist as for any other failure, and 1.1.58 as for an empty folder: only
the folder above tells the cases apart.
"""

import posixpath
from collections.abc import Sequence
from enum import Enum, auto

from octui.client import ClientError, NotFound, Rejected, ServerFailed
from octui.client.api.files import FilesApi
from octui.wire.workspace.files import FileNode


class PathKind(Enum):
    FILE = auto()
    FOLDER = auto()
    MISSING = auto()
    UNKNOWN = auto()
    """The server does not say."""


class FolderUnavailable(Exception):
    """A folder that cannot be listed; its text is one sentence for the user."""


async def list_folder(files: FilesApi, path: str, directory: str) -> Sequence[FileNode]:
    """The entries of a folder of the project, `""` for the project itself; raises `FolderUnavailable`."""
    try:
        nodes = await files.list(path or ".", directory=directory or None)
    except (NotFound, Rejected, ServerFailed) as error:
        raise FolderUnavailable(await _explain_failure(files, path, directory, error)) from error
    except ClientError as error:
        raise FolderUnavailable(f"{path or 'The project'} cannot be listed: {error}") from error
    if path and not nodes and await find_path_kind(files, path, directory) is PathKind.MISSING:
        raise FolderUnavailable(describe_missing(path))
    return nodes


async def find_path_kind(files: FilesApi, path: str, directory: str) -> PathKind:
    """What the folder above lists at a path within the project."""
    parent, name = posixpath.split(path)
    try:
        nodes = await files.list(parent or ".", directory=directory or None)
    except ClientError:
        is_missing = parent and await find_path_kind(files, parent, directory) is PathKind.MISSING
        return PathKind.MISSING if is_missing else PathKind.UNKNOWN
    node = next((node for node in nodes if node.name == name), None)
    if node is None:
        return PathKind.MISSING
    return PathKind.FOLDER if node.is_directory else PathKind.FILE


def describe_missing(path: str) -> str:
    return f"{path} does not exist on the server."


async def _explain_failure(files: FilesApi, path: str, directory: str, error: ClientError) -> str:
    if not path and isinstance(error, NotFound | ServerFailed):
        place = directory or "its folder"
        return f"The project cannot be listed: {place} does not exist on the server, or the server may not read it."
    match await find_path_kind(files, path, directory) if path else PathKind.UNKNOWN:
        case PathKind.MISSING:
            return describe_missing(path)
        case PathKind.FILE:
            return f"{path} is no longer a folder."
        case PathKind.FOLDER if isinstance(error, ServerFailed):
            return f"{path} cannot be listed: the server may not read it."
        case _:
            return f"{path or 'The project'} cannot be listed: {error}"
