"""Fixtures for tests against real servers; `tests/support/real_opencode.py` says how to use them."""

import gc
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
    FEW_MODELS,
    OLDEST,
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

# Ten thousand tests and what they import are never garbage, and each full collection would look at all of them: a fifth
# of the time of the tests in process.
gc.disable()

StartServer = Callable[..., RealServer]


SLOW: Final = ("backend", "doctor", "e2e", "server")
"""Folders whose tests start servers or other processes; `server/permissions` starts none."""


NIGHTLY_ON_REAL_SERVERS: Final = (
    *("ui/configuration", "ui/prompts/test_delivery.py", "ui/diffs", "ui/event_log", "ui/files", "ui/find"),
    *(
        "e2e/test_provider_connect.py",
        "e2e/test_remote_control.py",
        "ui/attachments",
        "ui/connect/test_provider_dialog.py",
        "ui/inbox",
        "ui/mcp",
        "ui/message_menu",
        "ui/permissions",
        "ui/projects",
        "headless/test_ctl_drives_octui.py",
        "ui/prompt_queue",
        "ui/session_export",
        "ui/sessions/test_session_life.py",
        "ui/sessions/test_talking_by_keys.py",
        "ui/worktrees",
    ),
)
"""Every change runs these against the embedded server only; `run.py test --servers all` against the real ones too."""
NIGHTLY_ON_OLDEST: Final = (
    *("e2e", "headless", "ui/sessions/test_many_sessions.py", "ui/sync/test_stream_audit.py", "ui/terminal"),
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the nightly run what it covers, and mark as slow what `run.py fast` leaves out."""
    if os.environ.get("OCTUI_TEST_SERVERS") != "all":
        nightly = {item for item in items if _is_nightly(item)}
        items[:] = [item for item in items if item not in nightly]
        config.hook.pytest_deselected(items=list(nightly))
    for item in items:
        folders = item.nodeid.split("/")[1:3]
        if folders[0] in SLOW and folders != ["server", "permissions"]:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """From here on the garbage collector only looks at what the tests make."""
    gc.collect()
    gc.freeze()
    gc.enable()


def _is_nightly(item: pytest.Item) -> bool:
    if item.get_closest_marker("nightly") is not None:
        return True
    callspec = getattr(item, "callspec", None)
    values = callspec.params.values() if callspec is not None else ()
    versions = [value for value in values if isinstance(value, str) and value in VERSIONS]
    path = item.nodeid.removeprefix("tests/")
    if OLDEST in versions and path.startswith(NIGHTLY_ON_OLDEST):
        return True
    return bool(versions) and path.startswith(NIGHTLY_ON_REAL_SERVERS)


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
    project = request.getfixturevalue("project") if "project" in names else None
    if not isinstance(project, Project):
        return
    for name in {"server", "own_server"} & names:
        running = request.getfixturevalue(name)
        if isinstance(running, RealServer):
            running.trust_folder(project.directory)
    if "shared_servers" in names:
        # The only one that asks.
        request.getfixturevalue("shared_servers")(EMBEDDED).trust_folder(project.directory)


@pytest.fixture
def free_port() -> int:
    """A port on which nothing listens."""
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


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """The embedded server in a process of its own, for the tests of one file."""
    server = EmbeddedServer(VERSION, tmp_path_factory.mktemp("home"))
    server.start()
    yield server
    server.stop()


def made(version: str, home: Path, password: str | None = None, directory: Path | None = None) -> RealServer:
    """A server of this version that is yet to be started."""
    if version == EMBEDDED:
        return EmbeddedServer(VERSION, home, password, directory)
    # The nightly run leaves OpenCode the catalogue that it brings, as users have it.
    models = None if os.environ.get("OCTUI_TEST_SERVERS") == "all" else FEW_MODELS
    return RealServer(version, home, password, directory, models)


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
