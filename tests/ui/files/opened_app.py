"""octui in the folder of a project, connected to a server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.state import ConnectionStatus
from octui.ui.app import OctuiApp
from tests.support.real_opencode import Project, RealServer
from tests.support.waiting import wait_until


@asynccontextmanager
async def open_octui(server: RealServer, project: Project) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    options = Options(directory=project.path, server=server.url, server_directory=project.directory)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot:
        await wait_until(pilot, lambda: app.context.store.state.connection.status is ConnectionStatus.LIVE)
        yield app, pilot
