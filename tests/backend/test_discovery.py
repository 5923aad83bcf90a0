import asyncio
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from octui.backend.discovery import find_server, get_credentials
from octui.backend.server_info import AttemptStatus, DiscoveryAttempt, NoServerFound, Origin
from octui.client.address import Credentials
from octui.client.client import Client
from octui.client.errors import Unauthorized, Unreachable
from octui.config.options import Options
from octui.config.secret import Secret
from tests.backend.conftest import READY, Owner, Program, run_until_killed
from tests.support.processes import is_alive, wait_until_ended
from tests.support.real_opencode import VERSIONS, Project, RealServer, find_binary, make_environment

real = pytest.mark.real

OWNER = """
import asyncio, json, sys
from pathlib import Path
from octui.backend.discovery import find_server
from octui.config.options import Options

async def main():
    options = Options(directory=Path(sys.argv[1]))
    found = await find_server(options, lambda attempt: None, usual_url=sys.argv[2])
    assert found.spawned is not None and found.credentials is not None
    print(json.dumps([found.spawned.pid, found.url, found.credentials.password]), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


class AttemptLog(list[DiscoveryAttempt]):
    """Every attempt, in the order in which they were reported."""

    def outcomes(self) -> list[tuple[str, AttemptStatus]]:
        return [(attempt.place, attempt.status) for attempt in self]


@pytest.fixture
def unused_address() -> Iterator[str]:
    """An address of this machine at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def on_path(monkeypatch: pytest.MonkeyPatch, version: str, tmp_path: Path) -> dict[str, str]:
    """Make this version's `opencode` the one on PATH, with a HOME of its own."""
    home = tmp_path / "home"
    home.mkdir()
    surroundings = make_environment(home)
    surroundings["PATH"] = os.pathsep.join([str(find_binary(version).parent), os.environ["PATH"]])
    for name in [name for name in os.environ if name.startswith(("OPENCODE", "XDG_"))]:
        monkeypatch.delenv(name)
    for name in ("HOME", "PATH", *(name for name in surroundings if name.startswith("OPENCODE"))):
        monkeypatch.setenv(name, surroundings[name])
    return surroundings


@real
@pytest.mark.parametrize("version", VERSIONS)
async def test_with_nothing_there_a_server_is_started_for_octui_alone(
    version: str, project: Project, unused_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_path(monkeypatch, version, tmp_path)
    log = AttemptLog()
    found = await find_server(Options(directory=project.path), log.append, usual_url=unused_address)
    assert found.spawned is not None
    assert found.spawned.pid is not None
    try:
        assert (found.origin, found.version, found.directory) == (Origin.SPAWNED, version, project.directory)
        assert found.storage_key == "local"
        async with Client(found.url, credentials=found.credentials) as client:
            assert (await client.server.get_paths()).directory == project.directory
            # Other tests' servers have a small catalogue: this is the one that OpenCode brings.
            catalog = await client.providers.list_all()
            assert len(catalog.all) > 50
            assert client.unreadable.items == ()
        async with Client(found.url) as stranger:
            with pytest.raises(Unauthorized):
                await stranger.server.check_health()
    finally:
        await found.spawned.stop_server()
    assert not is_alive(found.spawned.pid)
    assert log.outcomes() == [
        (unused_address, AttemptStatus.TRYING),
        (unused_address, AttemptStatus.SKIPPED),
        ("opencode serve", AttemptStatus.TRYING),
        ("opencode serve", AttemptStatus.FOUND),
    ]


@real
@pytest.mark.parametrize("version", VERSIONS)
def test_a_killed_octui_leaves_neither_a_server_nor_what_it_runs(
    version: str, owner: Owner, project: Project, unused_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    surroundings = on_path(monkeypatch, version, tmp_path) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    owning = owner(OWNER, project.directory, unused_address, environment=surroundings)
    model = {"providerID": "scripted", "modelID": "scripted"}
    wait_until_ended(run_until_killed(owning, 600_000, model=model))


@real
async def test_a_server_of_this_directory_is_used_and_none_is_started(
    server: RealServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    log = AttemptLog()
    found = await find_server(Options(directory=server.directory), log.append, usual_url=server.url)
    assert found.origin is Origin.RUNNING
    assert log.outcomes() == [(server.url, AttemptStatus.TRYING), (server.url, AttemptStatus.FOUND)]


@real
async def test_the_server_of_another_project_is_passed_over_and_one_is_started(
    server: RealServer, project: Project, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(program("sys.exit('not today')").parent))
    log = AttemptLog()
    with pytest.raises(NoServerFound) as failure:
        await find_server(Options(directory=project.path), log.append, usual_url=server.url)
    passed_over, failed = failure.value.attempts
    assert passed_over.message == f"The server at {server.url} works in {server.directory}."
    assert failed.output == "not today"
    assert log.outcomes()[-1] == ("opencode serve", AttemptStatus.FAILED)


@real
async def test_a_named_server_is_the_only_one_tried(server: RealServer, project: Project, tmp_path: Path) -> None:
    log = AttemptLog()
    options = Options(directory=tmp_path, server=server.url, server_directory=project.directory)
    found = await find_server(options, log.append, usual_url="http://256.0.0.1")
    assert (found.origin, found.directory) == (Origin.ATTACHED, project.directory)
    assert log.outcomes() == [(server.url, AttemptStatus.TRYING), (server.url, AttemptStatus.FOUND)]


async def test_a_named_server_that_is_not_there_is_not_replaced(unused_address: str, tmp_path: Path) -> None:
    log = AttemptLog()
    with pytest.raises(Unreachable):
        await find_server(Options(directory=tmp_path, server=unused_address), log.append)
    assert log.outcomes() == [(unused_address, AttemptStatus.TRYING), (unused_address, AttemptStatus.FAILED)]


async def test_a_program_that_says_it_is_ready_and_is_not_is_told_and_ended(
    unused_address: str, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = "print(os.getpid(), file=open('pid', 'w'), flush=True)"
    liar = program(writes, READY.replace("http://127.0.0.1:1", unused_address), "signal.pause()")
    monkeypatch.setenv("PATH", f"{liar.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NoServerFound) as failure:
        await find_server(Options(directory=tmp_path), lambda _: None, usual_url=unused_address)
    assert failure.value.attempts[-1].message == f"No server answers at {unused_address}."
    await asyncio.to_thread(wait_until_ended, [int((tmp_path / "pid").read_text())])


async def test_a_program_in_the_project_is_not_run_for_a_relative_path(
    unused_address: str, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    (project / "bin").mkdir(parents=True)
    program("sys.exit('the one PATH means')")
    (project / "bin" / "opencode").write_text("#!/bin/sh\necho the one in the project")
    (project / "bin" / "opencode").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "bin")
    with pytest.raises(NoServerFound) as failure:
        await find_server(Options(directory=project), lambda _: None, usual_url=unused_address)
    assert failure.value.attempts[-1].output == "the one PATH means"


def test_a_user_name_alone_signs_nobody_in(tmp_path: Path) -> None:
    assert get_credentials(Options(directory=tmp_path, username="bob")) is None
    assert get_credentials(Options(directory=tmp_path, password=Secret("x"))) == Credentials("opencode", "x")
    assert get_credentials(Options(directory=tmp_path, username="bob", password=Secret("x"))) == Credentials("bob", "x")
