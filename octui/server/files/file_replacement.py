"""Replaces files in one step, so that neither a full disk nor a sudden end leaves half of one."""

import errno
import os
import secrets
import stat
from io import FileIO
from pathlib import Path
from typing import Final

from octui.server.files.unlinked_paths import open_file, open_folder

_CREATING: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def create_file(path: Path, body: bytes) -> None:
    """Write a new file at a real path, and the folders that are missing; raises OSError, also when there is one."""
    with open_folder(path.parent, makes_missing=True) as folder:
        fresh = _write_fresh_file(folder, path.name, body)
        try:
            # Unlike a renaming, a link takes no other file's place.
            os.link(fresh, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        except FileExistsError:
            raise
        except OSError:
            # Some file systems have no links.
            _write_new_file(folder, path.name, body)
        finally:
            os.unlink(fresh, dir_fd=folder)


def replace_file(path: Path, body: bytes) -> None:
    """Put the body in place of the file at a real path, whose mode, owner and other names stay; raises OSError."""
    with open_folder(path.parent) as folder, FileIO(open_file(path, os.O_RDWR), "r+") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        is_shared = status.st_nlink > 1 or status.st_uid != os.geteuid() or _has_attributes(file.fileno())
        if is_shared or not _replace_in_folder(folder, path.name, body, status):
            _write_in_place(file, body)


def remove_file(path: Path) -> None:
    """Remove a file, or a link, from a real folder; raises OSError."""
    with open_folder(path.parent) as folder:
        os.unlink(path.name, dir_fd=folder)


def _replace_in_folder(folder: int, name: str, body: bytes, like: os.stat_result) -> bool:
    """Whether a new file could take the place of the old one; raises OSError when there is no room for it."""
    try:
        fresh = _write_fresh_file(folder, name, body)
    except PermissionError:
        return False
    try:
        os.chown(fresh, -1, like.st_gid, dir_fd=folder, follow_symlinks=False)
        os.chmod(fresh, like.st_mode & 0o7777, dir_fd=folder)
        os.replace(fresh, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError:
        # A file that is mounted by itself cannot be renamed.
        os.unlink(fresh, dir_fd=folder)
        return False
    return True


def _write_fresh_file(folder: int, name: str, body: bytes) -> str:
    fresh = f".{name[:200]}.{secrets.token_hex(4)}"
    _write_new_file(folder, fresh, body)
    return fresh


def _write_new_file(folder: int, name: str, body: bytes) -> None:
    with FileIO(os.open(name, _CREATING, 0o666, dir_fd=folder), "w") as file:
        try:
            _write_all(file, body)
        except OSError:
            os.unlink(name, dir_fd=folder)
            raise


def _write_in_place(file: FileIO, body: bytes) -> None:
    """What needs more room is written first, after the old content: a full disk refuses it with that still there."""
    size = file.seek(0, os.SEEK_END)
    try:
        _write_all(file, body[size:])
    except OSError:
        file.truncate(size)
        raise
    file.seek(0)
    _write_all(file, body[:size])
    file.truncate(len(body))


def _write_all(file: FileIO, body: bytes) -> None:
    rest = memoryview(body)
    while rest:
        rest = rest[file.write(rest) :]


def _has_attributes(descriptor: int) -> bool:
    """Whether a file has attributes, such as an access list, that a new one would lack."""
    try:
        names = os.listxattr(descriptor)
    except (AttributeError, OSError):
        return False
    return any(not name.startswith("security.") for name in names)
