"""The programs that are compared, and the client-specific details needed to run them."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.real_opencode import NEWEST, find_binary, make_environment
from tools.bench.codex import codex_command

ROOT = Path(__file__).parents[2]
TITLE = "A session to be seen"
"""Title of the newest session, which octui's first screen shows."""


@dataclass(frozen=True)
class Client:
    """`command(url, directory, session)` starts it; the first screen is complete when it contains all of `ready`."""

    name: str
    command: Callable[[str, str, str | None], list[str]]
    ready: tuple[str, ...]
    speaks: bool = True
    """Whether it is a client of the server: the others are only started, observed and typed into."""

    def environment(self, home: Path) -> dict[str, str]:
        """A separate HOME, so that neither the user's settings nor another client's caches have an influence.

        Compiled modules are kept, as they are on a user's machine: a shell that forbids them would time the compiler.
        """
        environment = make_environment(home)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        return environment | {"OCTUI_HOME": str(home / "octui"), "PYTHONPATH": os.pathsep.join([str(ROOT)])}


def _octui(url: str, directory: str, session: str | None) -> list[str]:
    opened = ["-s", session] if session else []
    return [sys.executable, "-m", "octui", "attach", url, "--dir", directory, *opened]


def _official(url: str, directory: str, session: str | None) -> list[str]:
    opened = ["-s", session] if session else []
    return [str(find_binary(NEWEST)), "attach", url, "--dir", directory, *opened]


def _bare(_url: str, _directory: str, session: str | None) -> list[str]:
    return [sys.executable, "-m", "tools.bench.bare_app", *(["input"] if session else [])]


def _codex(_url: str, directory: str, _session: str | None) -> list[str]:
    return codex_command(directory)


OCTUI = Client("octui", _octui, (TITLE, "live"))
OFFICIAL = Client("official", _official, ("Ask anything", "Scripted"))
BARE = Client("bare", _bare, ("a bare Textual app",), speaks=False)
CODEX = Client("codex", _codex, ("Ask Codex", "scripted"), speaks=False)
CLIENTS = (OCTUI, OFFICIAL, BARE, CODEX)
