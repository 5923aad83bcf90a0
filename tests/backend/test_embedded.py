import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from octui import VERSION
from octui.backend import early_spawn, server_commands
from octui.backend.attach import attach_to_server
from octui.backend.discovery import find_server, look_for_server, start_server
from octui.backend.server_info import AttemptStatus, DiscoveryAttempt, NoServerFound, Origin, ServerInfo
from octui.client.client import Client
from octui.client.errors import Unauthorized
from octui.config.options import Options
from tests.backend.conftest import READY, Owner, Program, run_until_killed
from tests.support.processes import is_alive, list_children, wait_until_ended
from tests.support.real_opencode import unused_port

OWNER = """
import asyncio, json, sys
from pathlib import Path
from octui.backend.discovery import find_server
from octui.config.options import Options

async def main():
    options = Options(directory=Path(sys.argv[1]), embedded=True)
    found = await find_server(options, lambda attempt: None)
    assert found.spawned is not None and found.credentials is not None
    print(json.dumps([found.spawned.pid, found.url, found.credentials.password]), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def unused_address() -> str:
    return f"http://127.0.0.1:{unused_port()}"


@pytest.fixture(autouse=True)
def no_opencode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither opencode nor anything of octui's on it."""
    (tmp_path / "bare").mkdir()
    for name in ("ps", "sleep"):
        found = shutil.which(name)
        assert found is not None
        (tmp_path / "bare" / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path / "bare"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


@pytest.fixture
def nothing_at_the_usual_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(early_spawn, "DEFAULT_PORT", unused_port())
    yield
    while (left := early_spawn.take_early_spawn()) is not None:
        left.release_server()


async def test_without_opencode_octui_starts_its_own(unused_address: str, tmp_path: Path) -> None:
    reported: list[DiscoveryAttempt] = []
    found = await find_server(Options(directory=tmp_path), reported.append, usual_url=unused_address)
    assert found.spawned is not None
    assert found.spawned.pid is not None
    try:
        assert (found.origin, found.version, found.directory) == (Origin.EMBEDDED, VERSION, str(tmp_path))
        assert found.is_embedded
        assert found.storage_key == "local"
        async with Client(found.url, credentials=found.credentials, directory=str(tmp_path)) as client:
            assert (await client.server.get_paths()).directory == str(tmp_path)
        with pytest.raises(Unauthorized):
            await attach_to_server(found.url)
        attached = await attach_to_server(found.url, credentials=found.credentials)
        assert (attached.origin, attached.is_embedded) == (Origin.ATTACHED, True)
    finally:
        await found.spawned.stop_server()
    assert not is_alive(found.spawned.pid)
    assert [(attempt.place, attempt.status) for attempt in reported] == [
        (unused_address, AttemptStatus.TRYING),
        (unused_address, AttemptStatus.SKIPPED),
        ("opencode serve", AttemptStatus.SKIPPED),
        ("octui serve", AttemptStatus.TRYING),
        ("octui serve", AttemptStatus.FOUND),
    ]
    assert reported[2].message == "opencode is not on PATH."
    assert reported[4].message == f"The embedded server {VERSION} was started; it stops when octui exits."


async def test_it_can_be_asked_for_where_there_is_an_opencode(
    unused_address: str, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = program("sys.exit('not today')")
    monkeypatch.setenv("PATH", f"{failing.parent}{os.pathsep}{os.environ['PATH']}")
    reported: list[DiscoveryAttempt] = []
    with pytest.raises(NoServerFound) as failure:
        await find_server(Options(directory=tmp_path), reported.append, usual_url=unused_address)
    assert failure.value.attempts[-1].output == "not today"
    found = await find_server(Options(directory=tmp_path, embedded=True), reported.append, usual_url=unused_address)
    assert found.spawned is not None
    await found.spawned.stop_server()
    assert found.origin is Origin.EMBEDDED
    assert [attempt.place for attempt in reported[-2:]] == ["octui serve", "octui serve"]


async def test_no_file_of_the_project_is_run_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for module in ("uvicorn", "starlette", "octui", "json", "sitecustomize"):
        (project / f"{module}.py").write_text("open('run', 'w').close()")
    found = await find_server(Options(directory=project, embedded=True), lambda _: None)
    assert found.spawned is not None
    await found.spawned.stop_server()
    assert not (project / "run").exists()


async def test_what_it_said_when_it_could_not_start_is_told(tmp_path: Path) -> None:
    (tmp_path / "octui" / "data").mkdir(parents=True)
    (tmp_path / "octui" / "data" / "server").write_text("a file where its folder should be")
    reported: list[DiscoveryAttempt] = []
    assert (
        await start_server(
            server_commands.make_embedded_command(), Options(directory=tmp_path, embedded=True), reported.append
        )
        is None
    )
    assert reported[-1].status is AttemptStatus.FAILED
    assert reported[-1].message.startswith("octui serve ended (exit 1)")
    assert "Traceback" not in reported[-1].output
    assert reported[-1].output


def test_a_killed_octui_leaves_neither_it_nor_what_it_runs(owner: Owner, tmp_path: Path) -> None:
    owning = owner(OWNER, str(tmp_path), environment={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    wait_until_ended(run_until_killed(owning, 700_000))


async def test_a_server_begun_early_is_the_one_that_is_used(
    unused_address: str, tmp_path: Path, nothing_at_the_usual_port: None
) -> None:
    options = Options(directory=tmp_path)
    before = list_children(os.getpid())
    early_spawn.begin_early_spawn(options)
    (keeping,) = list_children(os.getpid()) - before
    reported: list[DiscoveryAttempt] = []
    found = await find_server(options, reported.append, usual_url=unused_address)
    assert found.spawned is not None
    assert (found.origin, list_children(os.getpid()) - before) == (Origin.EMBEDDED, {keeping})
    assert early_spawn.take_early_spawn() is None
    await found.spawned.stop_server()
    assert [attempt.status for attempt in reported][:2] == [AttemptStatus.SKIPPED, AttemptStatus.SKIPPED]


def test_nothing_is_begun_where_a_server_is_named_or_may_be_there(
    tmp_path: Path, nothing_at_the_usual_port: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    early_spawn.begin_early_spawn(Options(directory=tmp_path, server="http://127.0.0.1:1"))
    assert early_spawn.take_early_spawn() is None
    monkeypatch.setattr(early_spawn, "is_port_taken", lambda: True)
    early_spawn.begin_early_spawn(Options(directory=tmp_path))
    assert early_spawn.take_early_spawn() is None


async def test_an_opencode_is_begun_early_too(
    unused_address: str,
    tmp_path: Path,
    nothing_at_the_usual_port: None,
    program: Program,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = program(READY.replace("http://127.0.0.1:1", unused_address), "signal.pause()")
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    early_spawn.begin_early_spawn(Options(directory=tmp_path))
    begun = early_spawn.take_early_spawn()
    assert begun is not None
    assert begun.program == server_commands.make_opencode_command(path)
    assert not begun.program.is_embedded
    with begun.supervisor:
        begun.release_server()


async def test_looking_starts_nothing(unused_address: str, tmp_path: Path) -> None:
    before = list_children(os.getpid())
    there = await look_for_server(Options(directory=tmp_path), lambda _: None, usual_url=unused_address)
    assert not isinstance(there, ServerInfo)
    assert there.is_embedded
    assert list_children(os.getpid()) == before
