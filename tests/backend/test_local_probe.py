import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from octui.backend import local_probe as running_module
from octui.backend.local_probe import probe_local_server
from octui.backend.server_info import AttemptStatus, DiscoveryAttempt, Origin, ServerInfo
from octui.client.address import Credentials
from tests.conftest import made, require
from tests.support.real_opencode import VERSIONS, Project, RealServer, make_project
from tests.support.scripted_model import ScriptedModel

real = pytest.mark.real


def passed_over(result: ServerInfo | DiscoveryAttempt) -> str:
    assert isinstance(result, DiscoveryAttempt)
    assert result.status is AttemptStatus.SKIPPED
    return result.message


@dataclass(frozen=True)
class Started:
    """A server that somebody started in a repository, with a password."""

    server: RealServer
    project: Project
    credentials: Credentials

    async def asked_from(self, directory: Path) -> ServerInfo | DiscoveryAttempt:
        return await probe_local_server(self.server.url, directory, self.credentials)


@pytest.fixture(scope="module", params=VERSIONS)
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, scripted_endpoint: ScriptedModel
) -> Iterator[Started]:
    require(request.param)
    project = make_project(tmp_path_factory.mktemp("started") / "shop", scripted_endpoint.url)
    server = made(request.param, tmp_path_factory.mktemp("home"), "hunter2", project.path)
    server.start()
    yield Started(server, project, Credentials("opencode", "hunter2"))
    server.kill()


@real
async def test_a_server_started_here_is_used(started: Started) -> None:
    server, project = started.server, started.project
    found = await started.asked_from(project.path)
    assert found == ServerInfo(
        url=server.url,
        version=server.version,
        origin=Origin.RUNNING,
        directory=project.directory,
        credentials=started.credentials,
    )
    assert found.storage_key == "local"


@real
async def test_a_server_of_the_same_repository_is_used_from_anywhere_in_it(started: Started) -> None:
    found = await started.asked_from(started.project.path / "src")
    assert isinstance(found, ServerInfo)
    assert found.directory == str(started.project.path / "src")


@real
async def test_the_server_of_another_project_is_left_alone(started: Started, tmp_path: Path) -> None:
    elsewhere = f"The server at {started.server.url} works in {started.project.directory}."
    assert passed_over(await started.asked_from(tmp_path)) == elsewhere
    assert passed_over(await started.asked_from(started.project.path.parent)) == elsewhere


@real
async def test_a_repository_inside_another_is_another_project(started: Started, model: ScriptedModel) -> None:
    inner = make_project(started.project.path / "vendor" / "inner", model.url)
    assert "works in" in passed_over(await started.asked_from(inner.path))


@real
async def test_a_server_with_another_password_is_passed_over(started: Started) -> None:
    url, here = started.server.url, started.project.path
    assert passed_over(await probe_local_server(url, here, None)) == (f"The server at {url} requires a password.")
    wrong = Credentials("opencode", "wrong")
    assert (
        passed_over(await probe_local_server(url, here, wrong))
        == f"The server at {url} refused that user name or password."
    )


@real
async def test_outside_of_any_repository_only_the_very_directory_counts(server: RealServer, tmp_path: Path) -> None:
    below = server.directory / "below"
    below.mkdir(exist_ok=True)
    link = tmp_path / "link"
    link.symlink_to(server.directory)
    assert isinstance(await probe_local_server(server.url, server.directory, None), ServerInfo)
    assert isinstance(await probe_local_server(server.url, link, None), ServerInfo)
    assert "works in" in passed_over(await probe_local_server(server.url, below, None))


async def test_nobody_there_is_passed_over(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert passed_over(await probe_local_server(url, tmp_path, None)) == f"No server listens at {url}."


async def test_what_never_answers_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_module, "ANSWER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert (
            passed_over(await probe_local_server(url, tmp_path, None))
            == f"A program listens at {url} but does not respond."
        )


async def test_another_users_server_is_not_even_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as theirs:
        url = f"http://127.0.0.1:{theirs.getsockname()[1]}"
        theirs.settimeout(0)
        monkeypatch.setattr(os, "getuid", lambda: 12345)
        if os.geteuid() == 0:
            # What root listens on could be anybody's proxy to root's own server; make it a third user's.
            monkeypatch.setattr(running_module, "_find_listening_users", lambda _: {54321})
        assert "another user" in passed_over(await probe_local_server(url, tmp_path, None))
        with pytest.raises(BlockingIOError):
            theirs.accept()


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1", "::"])
def test_the_system_tells_who_listens(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip("there is no IPv6 here")
    with listener:
        port = listener.getsockname()[1]
        expected = set() if host == "::1" else {os.getuid()}
        if Path("/proc/net/tcp").exists():
            assert running_module._find_listening_users(port) == expected
