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
from octui.ui.diffs.screen import DiffScreen

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
        while app.context.store.state.connection.status is not ConnectionStatus.LIVE:
            await pilot.pause(0.02)
        while session and (app.context.session is None or app.screen is not app.context.chat):
            await pilot.pause(0.02)
        yield app, pilot


async def open_viewer(app: OctuiApp, pilot: Pilot[int]) -> DiffScreen:
    """Open the viewer, and wait until it shows a diff, or why there is none."""
    await pilot.press("ctrl+x", "d")
    while not isinstance(app.screen, DiffScreen):
        await pilot.pause(0.02)
    await wait_for_diff(app.screen, pilot)
    return app.screen


async def wait_for_diff(viewer: DiffScreen, pilot: Pilot[int]) -> None:
    await pilot.pause()
    while any(worker.group in VIEWER_WORKERS for worker in viewer.app.workers if not worker.is_finished):
        await pilot.pause(0.01)
    await pilot.pause()


async def wait_until(app: OctuiApp, pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Wait for something; what octui said meanwhile is in the failure."""
    for _ in range(TRIES):
        if condition():
            return
        await pilot.pause(0.05)
    raise AssertionError(f"{app.screen} after {app.context.notice_board.notices}")


def list_screen_rows(app: OctuiApp) -> list[str]:
    """What the screen shows, row by row, without blanks at the ends."""
    return ["".join(segment.text for segment in strip).rstrip() for strip in app.screen._compositor.render_strips()]


def git(directory: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"]
    ran = subprocess.run(["git", *identity, *arguments], cwd=directory, check=True, capture_output=True)
    return ran.stdout.decode("utf-8", "surrogateescape")
