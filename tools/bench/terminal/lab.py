"""octui with an open terminal, on a server of either kind, and the operations performed on it."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from tests.support.real_opencode import RealServer, make_project
from tools.bench.clients import OCTUI
from tools.bench.tmux_pane import Pane, open_pane

PROMPT: Final = "ready>"
IN_IT: Final = "esc esc / ctrl+] back to chat"
DASHBOARD: Final = Path(__file__).parents[1] / "dashboard.py"
"""A program that prints continuously and echoes each key below its output."""
WAIT_SECONDS: Final = 60.0


@asynccontextmanager
async def open_terminal(server: RealServer, folder: Path) -> AsyncIterator[Pane]:
    """octui in a new session of a new project, with its terminal focused at a shell prompt."""
    project = make_project(folder / "shop", "http://127.0.0.1:1/v1")
    await asyncio.to_thread(server.trust_folder, project.directory)
    home = folder / "home"
    home.mkdir()
    async with open_pane(OCTUI.environment(home)) as pane:
        await pane.run(OCTUI.command(server.url, project.directory, None), project.path)
        await pane.wait_for("● live", timeout=WAIT_SECONDS)
        await press(pane, "C-x", "n")
        await pane.wait_for("ask anything", timeout=WAIT_SECONDS)
        await press(pane, "C-x", "`")
        await pane.wait_for(IN_IT, timeout=WAIT_SECONDS)
        # Readline would redraw its line for every letter, and recognizes none of these without a locale.
        await run(pane, f"exec env PS1='{PROMPT} ' ENV= sh")
        # A terminal discards its type-ahead when another process takes it over.
        await pane.wait_for(f"│{PROMPT}", timeout=WAIT_SECONDS)
        await run(pane, "clear")
        await pane.wait_for(f"│{PROMPT}", timeout=WAIT_SECONDS)
        yield pane


async def press(pane: Pane, *keys: str) -> None:
    """Press keys, given by their tmux names."""
    await pane.tmux(f"send-keys {' '.join(repr(key) for key in keys)}")


async def run(pane: Pane, command: str) -> None:
    """Run this in the terminal's shell."""
    quoted = command.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
    await pane.tmux(f'send-keys -l -- "{quoted}"')
    await press(pane, "Enter")


async def flood(pane: Pane) -> None:
    """Start `yes`, and wait until its output is on the screen and it has run for a moment."""
    await run(pane, "yes")
    await pane.wait_for("│y ", timeout=WAIT_SECONDS)
    await asyncio.sleep(3)


async def interrupt(pane: Pane) -> float:
    """Seconds from ctrl+c until the prompt is back on the screen."""
    began = time.perf_counter()
    await press(pane, "C-c")
    return await pane.wait_for(f"│{PROMPT}", timeout=WAIT_SECONDS) - began


async def leave(pane: Pane) -> None:
    """Leave the terminal for the composer."""
    await press(pane, "C-]")
    async with asyncio.timeout(WAIT_SECONDS):
        while any(IN_IT in row for row in await pane.screen()):
            await asyncio.sleep(0.01)


async def start_dashboard(pane: Pane) -> None:
    await run(pane, f"{sys.executable} {DASHBOARD}")
    await pane.wait_for("keys:", timeout=WAIT_SECONDS)
    await asyncio.sleep(2)
