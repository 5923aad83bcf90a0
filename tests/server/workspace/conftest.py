"""A server on loopback, in the test's own loop."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from octui.server.http.access_policy import AccessPolicy
from octui.server.http.app import create_app
from octui.server.server import Server
from tests.server.workspace.serving import Workspace
from tests.server.workspace.shop import make_shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_shop(tmp_path / "shop")


@pytest.fixture
async def workspace(tmp_path: Path, shop: Path) -> AsyncIterator[Workspace]:
    server = Server(tmp_path / "data", str(shop))
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(server, AccessPolicy())
    config = uvicorn.Config(app, ws="websockets-sansio", lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    task = asyncio.create_task(running.serve([listening]))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as http:
        yield Workspace(server, http, shop)
    running.should_exit = True
    await server.shut_down()
    await task
