"""A server without a password opens only the directory that it was started for."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import uvicorn

from octui.backend.attach import attach_to_server
from octui.client import Rejected
from octui.server.http.access_policy import AccessPolicy
from octui.server.http.app import create_app
from octui.server.server import Server
from tests.server.shop_repository import make_shop

Serve = Callable[[AccessPolicy], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return make_shop(tmp_path / "other")


@pytest.fixture
def serve(tmp_path: Path, shop: Path) -> Serve:
    """Serves the shop; one data folder for all servers of a test."""

    @asynccontextmanager
    async def serve_shop(policy: AccessPolicy) -> AsyncIterator[httpx.AsyncClient]:
        server = Server(tmp_path / "data", str(shop))
        listening = socket.create_server(("127.0.0.1", 0))
        app = create_app(server, policy)
        config = uvicorn.Config(app, ws="websockets-sansio", lifespan="off", log_config=None)
        running = uvicorn.Server(config)
        task = asyncio.create_task(running.serve([listening]))
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", auth=("opencode", "hush"), timeout=30
        ) as http:
            yield http
        running.should_exit = True
        await server.shut_down()
        await task

    return serve_shop


async def test_without_a_password_no_spelling_opens_another_directory(serve: Serve, shop: Path, other: Path) -> None:
    (shop / "link").symlink_to(other)
    foreign = (str(other), str(shop.parent), "/", "..", "../other", "src/../../other", f"{shop}-more", f"{shop}/link")
    async with serve(AccessPolicy()) as http:
        for directory in foreign:
            for answer in (
                await http.get("/path", params={"directory": directory}),
                await http.get("/path", params={"directory": quote(directory)}),
                await http.get("/path", headers={"x-opencode-directory": quote(directory)}),
                await http.get("/api/location", params={"location[directory]": directory}),
                await http.post("/session", params={"directory": directory}, json={}),
                await http.get("/event", params={"directory": directory}),
            ):
                assert answer.status_code == 403, (directory, answer.url)
                said = answer.json()
                assert said["_tag"] == "DirectoryForbiddenError"
                assert f"has no password, so it only opens {shop} " in said["message"]


async def test_a_terminal_starts_in_no_other_directory(serve: Serve, shop: Path, other: Path) -> None:
    (shop / "link").symlink_to(other / "src")
    async with serve(AccessPolicy()) as http:
        for folder in (str(other), "..", "src/../../other", "link", "/", "~/../..", "src/../.."):
            answer = await http.post("/pty", json={"command": "cat", "cwd": folder})
            assert answer.status_code in (400, 403), folder
            assert "pid" not in answer.json()
        assert (await http.post("/pty", json={"command": "cat", "cwd": "a\0b"})).status_code == 400
        # Not where the link leads and up from there.
        started = (await http.post("/pty", json={"command": "cat", "cwd": "link/.."})).json()
        assert Path(f"/proc/{started['pid']}/cwd").readlink() == shop
        below = (
            await http.post("/pty", params={"directory": f"{shop}/src"}, json={"command": "cat", "cwd": ".."})
        ).json()
        assert below["cwd"] == str(shop)
    async with serve(AccessPolicy(password="hush")) as http:
        assert (await http.post("/pty", json={"command": "cat", "cwd": str(other)})).json()["cwd"] == str(other)


async def test_its_own_directory_with_what_is_below_and_its_worktrees_are_open(serve: Serve, shop: Path) -> None:
    async with serve(AccessPolicy()) as http:
        made = await http.post("/experimental/worktree", json={"name": "more"})
        for directory in (str(shop), f"{shop}/src", "src", f"{shop}/new", "", made.json()["directory"]):
            answer = await http.get("/path", params={"directory": directory})
            assert answer.status_code == 200, directory


async def test_sessions_of_other_directories_need_the_password_too(serve: Serve, other: Path) -> None:
    async with serve(AccessPolicy(password="hush")) as http:
        session = (await http.post("/session", params={"directory": str(other)}, json={})).json()["id"]
    async with serve(AccessPolicy()) as http:
        for path in ("", "/message", "/diff", "/todo"):
            assert (await http.get(f"/session/{session}{path}")).status_code == 403
        for path in ("", "/message", "/context", "/permission"):
            assert (await http.get(f"/api/session/{session}{path}")).status_code == 403
        assert (await http.post(f"/session/{session}/prompt_async", json={"parts": []})).status_code == 403
        assert (await http.delete(f"/session/{session}")).status_code == 403


async def test_a_server_that_was_asked_to_opens_every_directory(serve: Serve, other: Path) -> None:
    async with serve(AccessPolicy(serves_all_directories=True)) as http:
        assert (await http.get("/path", params={"directory": str(other)})).status_code == 200


async def test_attaching_to_another_directory_fails_with_the_reason(serve: Serve, shop: Path, other: Path) -> None:
    async with serve(AccessPolicy()) as http:
        url = str(http.base_url)
        assert (await attach_to_server(url, directory=str(shop / "src"))).directory == str(shop / "src")
        with pytest.raises(Rejected, match=r"has no password, so it only opens .*shop .* Set OPENCODE_SERVER_PASSWORD"):
            await attach_to_server(url, directory=str(other))
