"""The app with a diff viewer on a server, for tests and to look at."""

import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.state import ConnectionStatus
from octui.ui.app import OctuiApp
from octui.ui.diffs.viewer_screen import DiffScreen

TRIES = 400
VIEWER_WORKERS = {"diff", "layout", "styles", "reject", "undo"}
"""Groups of the work that the viewer has done in the background."""


@asynccontextmanager
async def run_app(
    url: str, directory: Path, session: str = "", size: tuple[int, int] = (140, 42)
) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    options = Options(directory=directory, server=url, server_directory=str(directory), session=session or None)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=size) as pilot:
        await wait_until(app, pilot, lambda: app.context.store.state.connection.status is ConnectionStatus.LIVE)
        await wait_until(app, pilot, lambda: not session or _shows_chat(app))
        yield app, pilot


def _shows_chat(app: OctuiApp) -> bool:
    return app.context.session is not None and app.screen is app.context.chat


async def open_viewer(app: OctuiApp, pilot: Pilot[int]) -> DiffScreen:
    """Open the viewer, and wait until it shows a diff, or why there is none."""
    await pilot.press("ctrl+x", "d")
    await wait_until(app, pilot, lambda: isinstance(app.screen, DiffScreen))
    assert isinstance(app.screen, DiffScreen)
    await wait_for_diff(app.screen, pilot)
    return app.screen


async def wait_for_diff(viewer: DiffScreen, pilot: Pilot[int]) -> None:
    await pilot.pause()
    workers = viewer.app.workers
    for _ in range(TRIES):
        if not any(worker.group in VIEWER_WORKERS for worker in workers if not worker.is_finished):
            break
        await pilot.pause(0.02)
    else:
        raise AssertionError(f"still at work: {list(workers)}")
    await pilot.pause()


async def wait_until(app: OctuiApp, pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Wait for something; what octui said meanwhile is in the failure."""
    for _ in range(TRIES):
        if condition():
            return
        await pilot.pause(0.05)
    raise AssertionError(f"{app.screen} after {app.context.notice_board.notices}")


def git(directory: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"]
    ran = subprocess.run(["git", *identity, *arguments], cwd=directory, check=True, capture_output=True)
    return ran.stdout.decode("utf-8", "surrogateescape")
