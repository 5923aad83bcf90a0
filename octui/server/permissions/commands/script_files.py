"""Scripts in files of the project that a command runs: read only where they cannot change before they run."""

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from octui.server.permissions.commands.program_names import SHELLS
from octui.server.permissions.commands.runners import HiddenCommand
from octui.server.permissions.commands.running_options import has_running_option
from octui.server.permissions.path_scope import is_inside_any, resolve_real_path
from octui.server.permissions.shell.parser import MAX_SCRIPT_BYTES
from octui.server.permissions.shell.syntax import SimpleCommand

_ONLY_READ: Final = frozenset(
    {"tail", "head", "cat", "grep", "wc", "sort", "uniq", "echo", "true", "ls", "pwd", "date"}
)


_STARTED_BY: Final = re.compile(r"#!\s*(?:/\S*/)?(?:env\s+(?:-S\s+)?)?(?:/\S*/)?(\S+)")


def has_stable_files(commands: Sequence[SimpleCommand]) -> bool:
    """Whether all commands of a script but one only read, so that the one finds files as they are now."""
    return sum(not _only_reads(command) for command in commands) <= 1


def read_script_file(name: str, directory: Path, allowed: tuple[Path, ...]) -> str:
    """The text of a script in the allowed directories; raises HiddenCommand when it cannot be read in full."""
    path = resolve_real_path(name, directory)
    if not is_inside_any(path, allowed):
        raise HiddenCommand(name)
    try:
        return _read_start(path).decode()
    except (OSError, ValueError):
        raise HiddenCommand(name) from None


def read_started_script(name: str, directory: Path, allowed: tuple[Path, ...]) -> str | None:
    """The text of a shell script that is started by its own name; None for programs of other kinds.

    Raises HiddenCommand when a file in the allowed directories cannot be read.
    """
    path = resolve_real_path(name, directory)
    if not is_inside_any(path, allowed):
        return None
    try:
        content = _read_start(path)
    except OSError:
        raise HiddenCommand(name) from None
    named = _STARTED_BY.match(content[:200].decode("utf-8", "replace"))
    if b"\0" in content[:1000] or (named is not None and named[1] not in SHELLS):
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise HiddenCommand(name) from None


def _read_start(path: Path) -> bytes:
    """As much of a regular file as a script may have, and one byte more; raises OSError."""
    # A FIFO would block, and may give something else the next time.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path} is not a regular file")
        return file.read(MAX_SCRIPT_BYTES + 1)


def _only_reads(command: SimpleCommand) -> bool:
    is_plain = bool(command.words) and not command.uncertain and not command.assignments
    return is_plain and command.words[0].raw in _ONLY_READ and not has_running_option(command.words)
