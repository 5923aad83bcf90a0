"""The entries of one folder."""

import os
from pathlib import Path

from octui.server.files.gitignore import FolderRules, load_folder_rules
from octui.server.files.path_containment import ContainedPath, FileAccessError, FileMissing, resolve_inside
from octui.wire.workspace.files import FileNode


def list_directory(directory: str, path: str) -> list[FileNode]:
    """The entries of a folder, folders first and with a trailing slash in their path."""
    target = resolve_inside(directory, path)
    try:
        with os.scandir(target.real) as scanned:
            found = [(entry.name, _is_folder(entry)) for entry in scanned]
    except FileNotFoundError:
        raise FileMissing(f"No such folder: {path}.") from None
    except NotADirectoryError:
        raise FileAccessError(f"{path} is not a folder.") from None
    except OSError as refused:
        raise FileAccessError(f"{path} cannot be listed: {refused.strerror}.") from refused
    rules = load_folder_rules(target.real)
    found.sort(key=lambda entry: (not entry[1], entry[0].casefold(), entry[0]))
    return [
        _build_file_node(directory, target, name, is_folder, _is_entry_ignored(rules, name, is_folder))
        for name, is_folder in found
    ]


def _is_entry_ignored(rules: FolderRules, name: str, is_folder: bool) -> bool:
    return name != ".git" and rules.is_name_ignored(name, is_folder)


def _build_file_node(directory: str, target: ContainedPath, name: str, is_folder: bool, ignored: bool) -> FileNode:
    relative = f"{target.relative}/{name}" if target.relative else name
    return FileNode(
        name=to_printable_name(name),
        path=to_printable_name(relative) + ("/" if is_folder else ""),
        absolute=to_printable_name(str(Path(directory, relative))),
        type="directory" if is_folder else "file",
        ignored=ignored,
    )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def to_printable_name(name: str) -> str:
    """A file name as valid text: bytes that are not UTF-8 are replaced."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
