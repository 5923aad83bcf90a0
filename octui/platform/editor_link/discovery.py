"""Finds the editor that has a folder open: by the port it gave the shell, or by the lock file it wrote."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

PORT_VARIABLES: Final = ("CLAUDE_CODE_SSE_PORT", "OPENCODE_EDITOR_SSE_PORT")
"""What the terminal inside an editor has in its environment; in OpenCode's order."""

MAX_LOCK_BYTES: Final = 64 * 1024
MAX_LOCKS: Final = 200


@dataclass(frozen=True, slots=True)
class EditorAddress:
    """An editor that listens on this machine."""

    port: int
    token: str = ""
    """What it wants to be told before it says anything; empty if it asks for nothing."""


class _Lock(msgspec.Struct, rename="camel"):
    workspace_folders: list[str] = []
    transport: str = "ws"
    auth_token: str = ""
    pid: int | None = None
    running_in_windows: bool = False
    """Its process is not one of this system."""


def find_editor(directory: str, environment: Mapping[str, str] = os.environ) -> EditorAddress | None:
    """The editor to listen to in a folder: the innermost one around it, and of several the one started last."""
    folder = find_lock_folder(environment)
    named = next((port for name in PORT_VARIABLES if (port := _parse_port(environment.get(name, "")))), None)
    if named is not None:
        lock = _read_lock(folder / f"{named}.lock")
        return EditorAddress(named, lock.auth_token if lock is not None else "")
    matches = list(_list_matches(folder, os.path.realpath(directory)))
    return max(matches, key=lambda match: match[:2])[2] if matches else None


def find_lock_folder(environment: Mapping[str, str]) -> Path:
    """Where editors leave a file named after their port."""
    own = environment.get("CLAUDE_CONFIG_DIR") or Path(environment.get("HOME") or Path.home()) / ".claude"
    return Path(own) / "ide"


def _list_matches(folder: Path, directory: str) -> Iterator[tuple[int, float, EditorAddress]]:
    """Each with the length of its folder's path, and when it was started."""
    for path in _list_locks(folder):
        port, lock = _parse_port(path.stem), _read_lock(path)
        if port is None or lock is None or lock.transport != "ws" or not _is_alive(lock):
            continue
        around = [len(place) for place in map(os.path.realpath, lock.workspace_folders) if _is_within(directory, place)]
        with suppress(OSError):
            if around:
                yield max(around), path.stat().st_mtime, EditorAddress(port, lock.auth_token)


def _list_locks(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*.lock"))[:MAX_LOCKS]
    except OSError:
        return []


def _read_lock(path: Path) -> _Lock | None:
    """None for what is not a lock file, whatever it is."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(MAX_LOCK_BYTES), type=_Lock)
    except (OSError, ValueError, RecursionError):
        return None


def _is_alive(lock: _Lock) -> bool:
    """Whether its process still runs: an editor that crashed leaves its file, and its port to another program."""
    if lock.pid is None or lock.pid <= 0 or lock.running_in_windows:
        return True
    try:
        os.kill(lock.pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _is_within(directory: str, place: str) -> bool:
    return directory == place or directory.startswith(place.rstrip("/") + "/")


def _parse_port(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= 65535 else None
