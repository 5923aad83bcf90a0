from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client
from tests.server.embedded import EmbeddedServer
from tests.support.chaos.network_line import NetworkLine, open_network_line
from tests.support.real_opencode import Project
from tests.ui.live_app import LiveApp, open_live_app


@pytest.fixture
async def line(embedded: EmbeddedServer) -> AsyncIterator[NetworkLine]:
    """Between the app and the server."""
    async with open_network_line(embedded.port) as line:
        yield line


@pytest.fixture
async def live(embedded: EmbeddedServer, line: NetworkLine, tmp_path: Path) -> AsyncIterator[LiveApp]:
    project = Project(tmp_path / "project")
    project.path.mkdir()
    async with Client(embedded.url, directory=project.directory) as client:
        session = await client.sessions.create(title="With a terminal")
        async with open_live_app(line, project, session.id, size=(120, 40)) as live:
            yield live
        for pty in await client.ptys.list(directory=project.directory):
            await client.ptys.delete(pty.id, directory=project.directory)
