import asyncio
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from octui.backend.attach import attach_to_server, find_directory_warnings
from octui.backend.server_info import Origin, ServerInfo
from octui.client.address import Credentials
from octui.client.errors import BadAddress, NotOpenCode, Unauthorized, Unreachable
from tests.conftest import StartServer
from tests.support.faulty_server import Request, reply_healthy_then, reply_with, run_faulty_server
from tests.support.real_opencode import NEWEST, Project, RealServer
from tests.support.waiting import ask_until

real = pytest.mark.real


@real
async def test_attaching_works_where_the_server_was_started(server: RealServer) -> None:
    found = await attach_to_server(f"127.0.0.1:{server.port}")
    assert (found.url, found.version, found.origin) == (server.url, server.version, Origin.ATTACHED)
    assert found.directory == str(server.directory)
    assert found.warnings == ()
    assert found.storage_key == server.url


@real
async def test_a_directory_is_the_servers(
    server: RealServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    found = await attach_to_server(server.url, directory=project.directory)
    assert found.directory == project.directory
    assert await find_directory_warnings(found) == ()
    assert Path.cwd() == Path("/")


@real
async def test_a_relative_directory_begins_where_the_server_was_started(
    server: RealServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (server.directory / "below").mkdir(exist_ok=True)
    (server.directory / "below" / "file").touch()
    monkeypatch.chdir(tmp_path)
    found = await attach_to_server(server.url, directory="./below/.")
    assert found.directory == str(server.directory / "below")
    assert await find_directory_warnings(found) == ()


@real
async def test_a_directory_the_server_has_not_is_told(server: RealServer) -> None:
    (warning,) = await find_directory_warnings(await attach_to_server(server.url, directory="/no/such/place"))
    assert warning == "The server sees no files in /no/such/place: is that the right path?"


async def test_attaching_does_not_wait_for_a_list_of_files() -> None:
    async def answer_for_place(request: Request, writer: asyncio.StreamWriter) -> None:
        assert request.path == "/path"
        await reply_with("200 OK", "application/json", b'{"directory": "/srv"}')(request, writer)

    async with run_faulty_server(reply_healthy_then(answer_for_place)) as server:
        assert (await attach_to_server(server.url, directory="shop")).directory == "/srv/shop"


@pytest.mark.parametrize(
    ("status", "count"), [("500 Internal Server Error", 1), ("404 Not Found", 1), ("502 Bad Gateway", 0)]
)
async def test_only_a_server_that_looked_says_that_a_directory_is_missing(status: str, count: int) -> None:
    async with run_faulty_server(reply_with(status, "application/json", b"{}")) as server:
        info = ServerInfo(server.url, "1.18.33", Origin.ATTACHED, "/srv", is_directory_doubtful=True)
        assert len(await find_directory_warnings(info)) == count


@real
async def test_a_password_can_be_given_or_be_in_the_address(start_server: StartServer) -> None:
    server = start_server(NEWEST, password="hunter2")
    place = f"127.0.0.1:{server.port}"
    with pytest.raises(Unauthorized, match="requires a password"):
        await attach_to_server(place)
    with pytest.raises(Unauthorized, match="refused"):
        await attach_to_server(place, credentials=Credentials("opencode", "wrong"))
    right = Credentials("opencode", "hunter2")
    assert (await attach_to_server(place, credentials=right)).credentials == right
    found = await attach_to_server(f"http://opencode:hunter2@{place}")
    assert found.credentials == right
    assert "hunter2" not in repr(found)
    assert (await attach_to_server(f"http://opencode:old@{place}", credentials=right)).credentials == right


@real
@pytest.mark.parametrize("own_server", [NEWEST], indirect=True)
async def test_a_server_can_be_attached_to_again_once_it_is_back(own_server: RealServer) -> None:
    own_server.kill()
    with pytest.raises(Unreachable):
        await attach_to_server(own_server.url)
    own_server.launch()

    async def attach_if_back() -> ServerInfo | None:
        with suppress(Unreachable):
            return await attach_to_server(own_server.url)
        return None

    found = await ask_until(attach_if_back)
    assert found is not None
    assert found.version == own_server.version


async def test_something_else_is_named_as_what_it_is() -> None:
    async def web_page(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\nconnection: close\r\n\r\n<p/>"
        )
        writer.close()

    async with await asyncio.start_server(web_page, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        with pytest.raises(NotOpenCode, match="web page"):
            await attach_to_server(f"127.0.0.1:{port}")


async def test_what_is_no_address_reaches_nobody() -> None:
    with pytest.raises(BadAddress):
        await attach_to_server("ssh://host")


async def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unreachable):
            await attach_to_server(f"127.0.0.1:{taken.getsockname()[1]}")
