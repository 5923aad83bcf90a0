"""What is said of a folder that no server can list."""

import asyncio
from collections.abc import Callable

import pytest

from octui.client import Client
from octui.ui.files.folders.listing import FolderUnavailable, PathKind, find_path_kind, list_folder
from octui.ui.files.loaded_file import load_file
from tests.support.faulty_server import Request, run_faulty_server
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer


async def fail_every_request(_request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.slow
@pytest.mark.real
@pytest.mark.parametrize("version", [NEWEST, OLDEST, EMBEDDED])
async def test_a_folder_that_does_not_exist_is_said_not_to(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    server.trust_folder(project.directory)
    async with Client(server.url, directory=project.directory) as client:
        for path in ("gone", "gone/deeper", "src/gone"):
            with pytest.raises(FolderUnavailable, match=f"^{path} does not exist on the server"):
                await list_folder(client.files, path, project.directory)
        assert await find_path_kind(client.files, "gone/deeper/x.py", project.directory) is PathKind.MISSING
        assert "src" in {node.name for node in await list_folder(client.files, "", project.directory)}
        (project.path / "empty").mkdir()
        assert not await list_folder(client.files, "empty", project.directory)
        if version != OLDEST:
            missing = f"{project.directory}/gone"
            with pytest.raises(FolderUnavailable, match=f"^The project cannot be listed: {missing} does not exist"):
                await list_folder(client.files, "", missing)
            with pytest.raises(FolderUnavailable, match=r"^README\.md is no longer a folder\.$"):
                await list_folder(client.files, "README.md", project.directory)


async def test_nothing_is_said_to_be_missing_by_a_server_that_fails_at_everything() -> None:
    async with run_faulty_server(fail_every_request) as server, Client(server.url) as client:
        with pytest.raises(FolderUnavailable, match=r"^src cannot be listed: "):
            await list_folder(client.files, "src", "")
        loaded = await load_file(client.files, "src/cart.py", "")
    assert loaded.problem
    assert "does not exist" not in loaded.problem
