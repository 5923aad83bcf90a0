"""octui in the folder of a project, connected to a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from octui.ui.app import OctuiApp
from tests.support.real_opencode import Project, RealServer
from tests.ui.live_app import open_live_app


@asynccontextmanager
async def open_octui(server: RealServer, project: Project) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    async with open_live_app(server, project) as live:
        yield live.app, live.pilot
