"""Where each running octui says which server it uses, so that `octui ctl` finds it: one private file a process."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from octui.config.paths import get_state_folder
from octui.config.secret import Secret
from octui.config.secure_files import make_private_folder, write_secure_file
from octui.lazy_dataclasses import dataclass

FOLDER: Final = "running"


@dataclass(frozen=True, kw_only=True, slots=True)
class RunningInstance:
    """A running octui and the server it uses."""

    url: str
    """Of the server, without credentials."""
    directory: str
    """Where it works, as a path on the server."""
    version: str = ""
    username: str = ""
    password: Secret | None = None
    """Only of a server that octui started: that password is made for it, and ends with it."""
    is_started: bool = False
    """Whether octui started the server."""
    pid: int = 0


class InstanceFile:
    """This process's own file: a lock held for as long as the process lives shows that it is not stale."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or get_running_folder()
        self._lock: int | None = None

    @property
    def path(self) -> Path:
        return self._folder / f"{_name_process()}.json"

    def write_instance(self, instance: RunningInstance) -> None:
        """Say which server this process uses now; raises OSError."""
        if self._lock is None:
            make_private_folder(self._folder)
            list_running_instances(self._folder)  # removes what ended ones left, such as a server's password
            self._lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
            with suppress(OSError):  # not every file system has locks; then the process id has to do
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        write_secure_file(self.path, _encode_instance(replace(instance, pid=os.getpid())))

    def remove_instance(self) -> None:
        """Leave no trace; more than once does no harm."""
        lock, self._lock = self._lock, None
        if lock is not None:
            _remove_files(self.path)
            os.close(lock)


def list_running_instances(folder: Path | None = None) -> list[RunningInstance]:
    """The octui that run on this machine, the longest-running first; files that ended ones left behind are removed."""
    return list(_iter_instances(folder or get_running_folder()))


def get_running_folder() -> Path:
    return get_state_folder() / FOLDER


def _iter_instances(folder: Path) -> Iterator[RunningInstance]:
    try:
        paths = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    except OSError:
        return
    for path in paths:
        if not path.name.startswith(f"{socket.gethostname()}-"):
            continue  # a home folder that several machines share
        try:
            instance = _decode_instance(path.read_bytes())
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            instance = None
        if instance is None or not _is_alive(path, instance.pid):
            _remove_files(path)
        else:
            yield instance


def _is_alive(path: Path, pid: int) -> bool:
    """Whether the process that wrote the file runs: its id may belong to another one by now, its lock cannot."""
    try:
        os.kill(pid, 0)
    except (OSError, OverflowError):
        return False
    try:
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        # Held by its process; or there are no locks here, and the process id has to do.
        return True
    finally:
        os.close(lock)
    return False


def _remove_files(path: Path) -> None:
    for stale in (path, path.with_suffix(".lock")):
        with suppress(OSError):
            stale.unlink(missing_ok=True)


def _name_process() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


def _encode_instance(instance: RunningInstance) -> bytes:
    fields = {
        "pid": instance.pid,
        "url": instance.url,
        "directory": instance.directory,
        "version": instance.version,
        "started": instance.is_started,
        "username": instance.username,
        "password": instance.password.reveal_text() if instance.password is not None else None,
    }
    return json.dumps(fields, indent=1).encode()


def _decode_instance(content: bytes) -> RunningInstance | None:
    """The instance; None where the file holds something else. Raises ValueError where it is not JSON."""
    match json.loads(content):
        case {"pid": int(pid), "url": str(url), "directory": str(directory)} as fields if pid > 0:
            password = fields.get("password")
            return RunningInstance(
                pid=pid,
                url=url,
                directory=directory,
                version=str(fields.get("version") or ""),
                is_started=fields.get("started") is True,
                username=str(fields.get("username") or ""),
                password=Secret(password) if isinstance(password, str) and password else None,
            )
    return None
