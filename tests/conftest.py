"""Fixtures for tests against real servers; how to use them is told in `tests/support/real_opencode.py`."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from octui import VERSION
from octui.client import Client
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import (
    EMBEDDED,
    VERSIONS,
    Project,
    RealServer,
    Unavailable,
    find_binary,
    make_project,
    unused_port,
)
from tests.support.scripted_model import ScriptedModel

# How long an example takes says more of the machine than of the code.
settings.register_profile("octui", deadline=None, max_examples=100)
settings.load_profile("octui")

StartServer = Callable[..., RealServer]


SLOW: Final = ("backend", "doctor", "e2e", "server")
"""Folders whose tests start servers or other processes; `server/permissions` starts none."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what `run.py fast` leaves out."""
    for item in items:
        folders = item.path.relative_to(Path(__file__).parent).parts
        if folders[0] in SLOW and folders[:2] != ("server", "permissions"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def scripted_endpoint() -> Iterator[ScriptedModel]:
    scripted = ScriptedModel().start()
    yield scripted
    scripted.stop()


@pytest.fixture
def model(scripted_endpoint: ScriptedModel) -> ScriptedModel:
    scripted_endpoint.forget()
    return scripted_endpoint


@pytest.fixture
def project(tmp_path: Path, model: ScriptedModel) -> Project:
    return make_project(tmp_path / "shop", model.url)


@pytest.fixture(params=VERSIONS)
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


@pytest.fixture(autouse=True)
def trusted_project(request: pytest.FixtureRequest) -> None:
    """The project of a test is trusted, as its author would, on the server that the test has it on."""
    names = set(request.fixturenames)
    for name in {"server", "own_server"} & names if "project" in names else ():
        running, project = request.getfixturevalue(name), request.getfixturevalue("project")
        if isinstance(running, RealServer) and isinstance(project, Project):
            running.trust_folder(project.directory)


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    return unused_port()


@pytest.fixture
async def client(server: RealServer, project: Project) -> AsyncIterator[Client]:
    async with Client(server.url, directory=project.directory) as connected:
        yield connected


@pytest.fixture(params=VERSIONS)
def own_server(request: pytest.FixtureRequest, start_server: StartServer) -> RealServer:
    return start_server(request.param)


@pytest.fixture
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Start a server for one test: `(version, password=None, project=None)`."""
    with ExitStack() as started:

        def start(version: str, password: str | None = None, project: Project | None = None) -> RealServer:
            require(version)
            home = tmp_path_factory.mktemp("home")
            fresh = made(version, home, password, project.path if project else None)
            started.callback(fresh.kill)
            fresh.start()
            return fresh

        yield start


@pytest.fixture(scope="session")
def shared_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], RealServer]]:
    running: dict[str, RealServer] = {}

    def of_version(version: str) -> RealServer:
        if version not in running or not running[version].running:
            require(version)
            running[version] = made(version, tmp_path_factory.mktemp("home"))
            running[version].start()
        else:
            running[version].dispose_instances()
        return running[version]

    yield of_version
    for shared in running.values():
        shared.kill()


def made(version: str, home: Path, password: str | None = None, directory: Path | None = None) -> RealServer:
    """A server of this version that is yet to be started."""
    if version == EMBEDDED:
        return EmbeddedServer(VERSION, home, password, directory)
    return RealServer(version, home, password, directory)


def require(version: str) -> None:
    """Skip where this version cannot be had; under CI that is a failure, so that nothing passes untested."""
    if version == EMBEDDED:
        return
    try:
        find_binary(version)
    except Unavailable as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason))
        pytest.skip(str(reason))
