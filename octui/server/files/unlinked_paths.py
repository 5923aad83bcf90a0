"""Opens files by their real path only: a link that was put in its way since then is refused, not followed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_FOLDER_FLAGS: Final = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def open_folder(folder: Path, *, makes_missing: bool = False) -> Iterator[int]:
    """A descriptor of an absolute folder without links on its way, for `dir_fd=`; raises OSError."""
    descriptor = os.open(folder.anchor, _FOLDER_FLAGS)
    try:
        for name in folder.parts[1:]:
            if makes_missing:
                with suppress(FileExistsError):
                    os.mkdir(name, dir_fd=descriptor)
            below = os.open(name, _FOLDER_FLAGS, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def open_listing(folder: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
    """The entries of an absolute folder without links on its way; raises OSError."""
    descriptor = open_file(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with os.scandir(descriptor) as entries:
            yield entries
    finally:
        os.close(descriptor)


def open_file(path: Path, flags: int = os.O_RDONLY) -> int:
    """Open an absolute path that contains no links; a pipe does not block. Raises OSError."""
    with open_folder(path.parent) as folder:
        return os.open(path.name, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
