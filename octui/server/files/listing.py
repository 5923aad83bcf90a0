"""The entries of one folder."""

import os
from pathlib import Path

from octui.server.files.ignoring import Ground, ground
from octui.server.files.inside import FileProblem, NoSuchFile, Place, inside
from octui.wire.files import FileNode


def entries(directory: str, path: str) -> list[FileNode]:
    """What a folder holds, folders first and with a final slash in their path."""
    place = inside(directory, path)
    try:
        with os.scandir(place.real) as scanned:
            found = [(entry.name, _is_folder(entry)) for entry in scanned]
    except FileNotFoundError:
        raise NoSuchFile(f"There is no folder {path}.") from None
    except NotADirectoryError:
        raise FileProblem(f"{path} is no folder.") from None
    except OSError as refused:
        raise FileProblem(f"{path} cannot be listed: {refused.strerror}.") from refused
    rules = ground(place.real)
    found.sort(key=lambda entry: (not entry[1], entry[0].casefold(), entry[0]))
    return [_node(directory, place, name, is_folder, _ignored(rules, name, is_folder)) for name, is_folder in found]


def _ignored(rules: Ground, name: str, is_folder: bool) -> bool:
    return name != ".git" and rules.ignores(name, is_folder)


def _node(directory: str, place: Place, name: str, is_folder: bool, ignored: bool) -> FileNode:
    relative = f"{place.relative}/{name}" if place.relative else name
    return FileNode(
        name=printable(name),
        path=printable(relative) + ("/" if is_folder else ""),
        absolute=printable(str(Path(directory, relative))),
        type="directory" if is_folder else "file",
        ignored=ignored,
    )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def printable(name: str) -> str:
    """A file's name as text that can be sent: bytes that are no UTF-8 are replaced."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
