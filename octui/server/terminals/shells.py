"""The shells installed on this machine."""

import os
import pwd
from contextlib import suppress
from pathlib import Path

from octui.wire.pty import Shell

LISTED = Path("/etc/shells")
FALLBACKS = ("/bin/bash", "/bin/zsh", "/bin/sh")
KNOWN = frozenset({"ash", "bash", "dash", "fish", "ksh", "mksh", "sh", "zsh"})
"""Shells that accept `-l`."""


def find_login_shell() -> str:
    """The user's login shell."""
    named = [os.environ.get("SHELL", "")]
    with suppress(KeyError):
        named.append(pwd.getpwuid(os.getuid()).pw_shell)
    return next((shell for shell in (*named, *FALLBACKS) if shell and os.access(shell, os.X_OK)), "/bin/sh")


def list_installed_shells() -> list[Shell]:
    """The shells in /etc/shells, the user's own first."""
    with suppress(OSError):
        listed = [line.strip() for line in LISTED.read_text(encoding="utf-8", errors="replace").splitlines()]
        known = [path for path in listed if path.startswith("/")]
        return [
            _describe_shell(path) for path in dict.fromkeys([find_login_shell(), *known]) if os.access(path, os.X_OK)
        ]
    return [
        _describe_shell(path) for path in dict.fromkeys([find_login_shell(), *FALLBACKS]) if os.access(path, os.X_OK)
    ]


def add_login_flag(command: str, arguments: list[str]) -> list[str]:
    """A shell without arguments runs as a login shell, as in other terminals."""
    return arguments or (["-l"] if Path(command).name in KNOWN else [])


def _describe_shell(path: str) -> Shell:
    return Shell(path=path, name=Path(path).name, acceptable=True)
