"""The program itself, in a real terminal, against a real server."""

import os
import shlex
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from octui.client import Client
from tests.support.real_opencode import EMBEDDED, NEWEST, VERSIONS, Project, RealServer
from tests.support.tmux_terminal import Screen, Terminal

QUICKEST = (EMBEDDED, pytest.param(NEWEST, marks=pytest.mark.nightly))
"""For `parametrize` where the kind of server matters little: the embedded one starts ten times as fast."""
QUICKEST_OF_ALL = (EMBEDDED, *(pytest.param(version, marks=pytest.mark.nightly) for version in VERSIONS))
"""The same where every version can do it."""

StartOctui = Callable[..., Awaitable[Terminal]]


@pytest.fixture
async def start_octui(tmp_path: Path) -> AsyncIterator[StartOctui]:
    """Start octui with these arguments: `(*arguments, columns=110, rows=34, environment={}, piped=None)`."""
    async with AsyncExitStack() as started:

        async def start(
            *arguments: str,
            columns: int = 110,
            rows: int = 34,
            environment: dict[str, str] | None = None,
            piped: Path | None = None,
        ) -> Terminal:
            with_input = ("sh", "-c", f'exec "$0" "$@" < {shlex.quote(str(piped))}') if piped is not None else ()
            kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENCODE", "OCTUI_"))}
            terminal = Terminal(
                *with_input,
                *(sys.executable, "-m", "octui"),
                *arguments,
                columns=columns,
                rows=rows,
                environment={**kept, "OCTUI_HOME": str(tmp_path / "octui"), **(environment or {})},
            )
            await started.enter_async_context(terminal)
            return terminal

        yield start


@pytest.fixture
async def octui(start_octui: StartOctui, server: RealServer, project: Project) -> Terminal:
    """octui attached to the server, in the project, connected."""
    terminal = await start_octui("attach", server.url, "--dir", project.directory)
    await terminal.wait_for("● live")
    return terminal


@pytest.fixture
async def watcher(server: RealServer, project: Project) -> AsyncIterator[Client]:
    """Another client of the same server and project: what it says is what is so."""
    async with Client(server.url, directory=project.directory) as client:
        yield client


async def say(terminal: Terminal, text: str) -> None:
    """Type a prompt, see it in the composer, and send it."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number:
            await terminal.send("C-j")
        await terminal.type(line)
    tail = lines[-1].split()[-1][-12:]
    await terminal.wait_for(lambda rows: any("┃" in row and tail in row for row in rows[-20:]))
    await terminal.send("Enter")


def shows(*texts: str) -> Callable[[Screen], bool]:
    """A claim: all of these are on the screen."""
    return lambda rows: all(any(text in row for row in rows) for text in texts)
