"""Most of these tests leave their project as it was, and share one; a test that asks for `project` has a new one.

To open a directory costs a real server most of a second, which is more than most of these tests take.
"""

from collections.abc import AsyncIterator, Callable

import pytest

from octui.client import Client
from tests.client.conftest import THREE
from tests.support.real_opencode import Project, RealServer, make_project
from tests.support.scripted_model import ScriptedModel

UseServer = Callable[[str], RealServer]


@pytest.fixture(scope="session")
def kept_servers(shared_servers: UseServer) -> UseServer:
    """The shared servers, which keep open what earlier tests opened."""
    started: dict[str, RealServer] = {}

    def of_version(version: str) -> RealServer:
        if version not in started or not started[version].running:
            started[version] = shared_servers(version)
        return started[version]

    return of_version


@pytest.fixture(params=THREE)
def server(request: pytest.FixtureRequest, kept_servers: UseServer) -> RealServer:
    return kept_servers(request.param)


@pytest.fixture(scope="session")
def shared_project(tmp_path_factory: pytest.TempPathFactory, scripted_endpoint: ScriptedModel) -> Project:
    return make_project(tmp_path_factory.mktemp("shared") / "shop", scripted_endpoint.url)


@pytest.fixture
async def client(request: pytest.FixtureRequest, server: RealServer, shared_project: Project) -> AsyncIterator[Client]:
    is_new = "project" in request.fixturenames
    project = request.getfixturevalue("project") if is_new else shared_project
    server.trust_folder(project.directory)
    async with Client(server.url, directory=project.directory) as connected:
        yield connected
        if is_new:
            await connected.server.dispose_instance()
