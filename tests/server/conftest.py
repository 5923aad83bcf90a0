"""Fixtures for tests of the embedded server.

`embedded`      a process, shared by the tests of a module; `own_embedded` is for one test, which may kill it
`app_server`    the server in the test's own loop on a real socket, for tests that look inside
`here`          a `Client` of `embedded` in the directory of `project`
`shop`          a small repository, and `workspace` a server in the test's own loop that is asked about it
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn

from octui import VERSION
from octui.client import Client
from octui.server.http.access_policy import AccessPolicy
from octui.server.http.app import create_app
from octui.server.main import EmbeddedUvicorn
from octui.server.server import Server
from octui.server.startup.serve_arguments import ServerSettings
from tests.server.embedded import EmbeddedServer
from tests.server.shop_repository import make_shop
from tests.server.workspace_client import Workspace
from tests.support.real_opencode import Project, make_project

NO_MODEL = "http://127.0.0.1:9/v1"


@pytest.fixture
def own_embedded(tmp_path: Path) -> Iterator[EmbeddedServer]:
    home = tmp_path / "home"
    home.mkdir()
    server = EmbeddedServer(VERSION, home)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A repository whose model server does not exist."""
    return make_project(tmp_path / "shop", NO_MODEL)


@pytest.fixture
async def here(embedded: EmbeddedServer, project: Project) -> AsyncIterator[Client]:
    embedded.trust_folder(project.directory)
    async with Client(embedded.url, directory=project.directory) as client:
        yield client


@dataclass
class Running:
    """A server listening in this process."""

    server: Server
    url: str


@pytest.fixture
async def app_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    server = Server(directory=str(tmp_path))
    listening = socket.create_server(("127.0.0.1", 0))
    serving = EmbeddedUvicorn(server, AccessPolicy(serves_all_directories=True), ServerSettings())
    serving.announce_ready = False
    task = asyncio.create_task(serving.serve(sockets=[listening]))
    yield Running(server, f"http://127.0.0.1:{listening.getsockname()[1]}")
    serving.should_exit = True
    await task


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_shop(tmp_path / "shop")


@pytest.fixture
async def workspace(tmp_path: Path, shop: Path) -> AsyncIterator[Workspace]:
    server = Server(tmp_path / "data", str(shop))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(server, AccessPolicy(serves_all_directories=True))
    config = uvicorn.Config(app, ws="websockets-sansio", lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve([listening]))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
        yield Workspace(server, http, shop)
    running.should_exit = True
    await server.shut_down()
    await task
