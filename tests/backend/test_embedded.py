import json
import os
import shutil
import sys
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from octui import VERSION
from octui.backend import early_spawn, server_commands
from octui.backend.attach import attach
from octui.backend.discovery import find, look, start
from octui.backend.server_info import Attempt, Found, How, NoServer, Outcome
from octui.client.client import Client
from octui.client.errors import Unauthorized
from octui.config.options import Options
from tests.backend.conftest import READY, Owner, Program
from tests.support.processes import is_alive, is_running, list_children, wait_until, wait_until_ended
from tests.support.real_opencode import unused_port

OWNER = """
import asyncio, json, sys
from pathlib import Path
from octui.backend.discovery import find
from octui.config.options import Options

async def main():
    options = Options(directory=Path(sys.argv[1]), embedded=True)
    found = await find(options, lambda attempt: None)
    assert found.spawned is not None and found.credentials is not None
    print(json.dumps([found.spawned.pid, found.url, found.credentials.password]), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
def nobody() -> str:
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
    monkeypatch.setattr(early_spawn, "USUAL_PORT", unused_port())
    yield
    while (left := early_spawn.take()) is not None:
        left.release()


async def test_without_opencode_octui_starts_its_own(nobody: str, tmp_path: Path) -> None:
    told: list[Attempt] = []
    found = await find(Options(directory=tmp_path), told.append, usual_url=nobody)
    assert found.spawned is not None
    assert found.spawned.pid is not None
    try:
        assert (found.how, found.version, found.directory) == (How.EMBEDDED, VERSION, str(tmp_path))
        assert found.embedded
        assert found.known_as == "local"
        async with Client(found.url, credentials=found.credentials, directory=str(tmp_path)) as client:
            assert (await client.path()).directory == str(tmp_path)
        with pytest.raises(Unauthorized):
            await attach(found.url)
        attached = await attach(found.url, credentials=found.credentials)
        assert (attached.how, attached.embedded) == (How.ATTACHED, True)
    finally:
        await found.spawned.stop()
    assert not is_alive(found.spawned.pid)
    assert [(attempt.place, attempt.outcome) for attempt in told] == [
        (nobody, Outcome.TRYING),
        (nobody, Outcome.PASSED_OVER),
        ("opencode serve", Outcome.PASSED_OVER),
        ("octui serve", Outcome.TRYING),
        ("octui serve", Outcome.FOUND),
    ]
    assert told[2].sentence == "There is no opencode on PATH."
    assert told[4].sentence == f"The embedded server {VERSION} was started and ends with octui."


async def test_it_can_be_asked_for_where_there_is_an_opencode(
    nobody: str, tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = program("sys.exit('not today')")
    monkeypatch.setenv("PATH", f"{failing.parent}{os.pathsep}{os.environ['PATH']}")
    told: list[Attempt] = []
    with pytest.raises(NoServer) as failure:
        await find(Options(directory=tmp_path), told.append, usual_url=nobody)
    assert failure.value.attempts[-1].output == "not today"
    found = await find(Options(directory=tmp_path, embedded=True), told.append, usual_url=nobody)
    assert found.spawned is not None
    await found.spawned.stop()
    assert found.how is How.EMBEDDED
    assert [attempt.place for attempt in told[-2:]] == ["octui serve", "octui serve"]


async def test_no_file_of_the_project_is_run_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for module in ("uvicorn", "starlette", "octui", "json", "sitecustomize"):
        (project / f"{module}.py").write_text("open('run', 'w').close()")
    found = await find(Options(directory=project, embedded=True), lambda _: None)
    assert found.spawned is not None
    await found.spawned.stop()
    assert not (project / "run").exists()


async def test_what_it_said_when_it_could_not_start_is_told(tmp_path: Path) -> None:
    (tmp_path / "octui" / "data").mkdir(parents=True)
    (tmp_path / "octui" / "data" / "server").write_text("a file where its folder should be")
    told: list[Attempt] = []
    assert await start(server_commands.embedded(), Options(directory=tmp_path, embedded=True), told.append) is None
    assert told[-1].outcome is Outcome.FAILED
    assert told[-1].sentence.startswith("octui serve ended (exit 1)")
    assert "Traceback" not in told[-1].output
    assert told[-1].output


def test_a_killed_octui_leaves_neither_it_nor_what_it_runs(owner: Owner, tmp_path: Path) -> None:
    owning = owner(OWNER, str(tmp_path), environment={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert owning.stdout is not None
    server, url, password = json.loads(owning.stdout.readline())
    (keeping,) = list_children(owning.pid)
    connection = HTTPConnection(url.removeprefix("http://"), timeout=30)
    signed = {
        "authorization": "Basic " + b64encode(f"opencode:{password}".encode()).decode(),
        "content-type": "application/json",
    }
    connection.request("POST", "/session", "{}", signed)
    session = json.loads(connection.getresponse().read())["id"]
    command = f"sleep {700_000 + os.getpid()}"
    connection.request("POST", f"/session/{session}/shell", json.dumps({"agent": "build", "command": command}), signed)
    wait_until(lambda: is_running(command))
    at_work = is_running(command)
    owning.kill()
    connection.close()
    wait_until_ended([server, keeping, *at_work])


async def test_a_server_begun_early_is_the_one_that_is_used(
    nobody: str, tmp_path: Path, nothing_at_the_usual_port: None
) -> None:
    options = Options(directory=tmp_path)
    before = list_children(os.getpid())
    early_spawn.begin(options)
    (keeping,) = list_children(os.getpid()) - before
    told: list[Attempt] = []
    found = await find(options, told.append, usual_url=nobody)
    assert found.spawned is not None
    assert (found.how, list_children(os.getpid()) - before) == (How.EMBEDDED, {keeping})
    assert early_spawn.take() is None
    await found.spawned.stop()
    assert [attempt.outcome for attempt in told][:2] == [Outcome.PASSED_OVER, Outcome.PASSED_OVER]


def test_nothing_is_begun_where_a_server_is_named_or_may_be_there(
    tmp_path: Path, nothing_at_the_usual_port: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    early_spawn.begin(Options(directory=tmp_path, server="http://127.0.0.1:1"))
    assert early_spawn.take() is None
    monkeypatch.setattr(early_spawn, "somebody_listens", lambda: True)
    early_spawn.begin(Options(directory=tmp_path))
    assert early_spawn.take() is None


async def test_an_opencode_is_begun_early_too(
    nobody: str, tmp_path: Path, nothing_at_the_usual_port: None, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = program(READY.replace("http://127.0.0.1:1", nobody), "signal.pause()")
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}{os.environ['PATH']}")
    early_spawn.begin(Options(directory=tmp_path))
    begun = early_spawn.take()
    assert begun is not None
    assert begun.program == server_commands.opencode(path)
    assert not begun.program.embedded
    begun.release()
    begun.keeper.wait()


async def test_looking_starts_nothing(nobody: str, tmp_path: Path) -> None:
    before = list_children(os.getpid())
    there = await look(Options(directory=tmp_path), lambda _: None, usual_url=nobody)
    assert not isinstance(there, Found)
    assert there.embedded
    assert list_children(os.getpid()) == before
