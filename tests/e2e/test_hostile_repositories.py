"""Strangers' repositories, opened and prompted in the program itself by someone whose home holds something to lose."""

import json
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import say, shows
from tests.server.git.hostile_repositories import HOSTILE, HostileRepository
from tests.server.trust.hostile_folders import (
    ASK_FOR_NOTHING,
    KEY,
    SECRET,
    TRAPS,
    Trap,
    allow_everything,
    fill_with_odd_files,
)
from tests.support.faulty_server import FaultyServer, reply_with, run_faulty_server
from tests.support.real_opencode import make_configuration, make_environment
from tests.support.scripted_model import ScriptedModel
from tests.support.tmux_terminal import Terminal, requires_tmux

pytestmark = [pytest.mark.slow, requires_tmux]

EVERY_CHANGE = (allow_everything, HOSTILE[-1])
"""Every change opens these; `run.py test --servers all` opens all."""

ASKS_FOR_NOTHING = (*ASK_FOR_NOTHING, fill_with_odd_files, *HOSTILE)
"""What these bring is not for anyone to trust: it is never used."""

KINDS = [
    pytest.param(make, id=make.__name__, marks=() if make in EVERY_CHANGE else pytest.mark.nightly)
    for make in (*TRAPS, fill_with_odd_files, *HOSTILE)
]


@pytest.fixture
async def sink() -> AsyncIterator[FaultyServer]:
    """The author's server; whatever is sent there has left."""
    async with run_faulty_server(reply_with("200 OK", "application/json", b"{}")) as server:
        yield server


@pytest.fixture
def home(tmp_path: Path, model: ScriptedModel) -> Path:
    """A person's home, with secrets where such things lie, and a model of their own."""
    home = tmp_path / "home"
    for name in (".ssh/id_rsa", ".aws/credentials", ".netrc", ".env", ".config/gh/hosts.yml", ".git-credentials"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(SECRET)
    mine = home / ".config" / "opencode" / "opencode.json"
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text(json.dumps(make_configuration(model.url)))
    return home


def make_folder(make: Callable[..., None], tmp_path: Path, home: Path, sink: FaultyServer) -> Trap | HostileRepository:
    if make in HOSTILE:
        repository = HostileRepository(tmp_path / "stranger")
        make(repository)
        repository.change_files()
        repository.canary.unlink(missing_ok=True)
        return repository
    trap = Trap(tmp_path / "stranger", home, sink.url, is_repository=make is not fill_with_odd_files)
    make(trap)
    return trap


@pytest.mark.parametrize("make", KINDS)
async def test_nothing_runs_and_nothing_leaves(
    make: Callable[..., None], tmp_path: Path, home: Path, sink: FaultyServer, model: ScriptedModel
) -> None:
    folder = make_folder(make, tmp_path, home, sink)
    environment = make_environment(home) | {"CANARY": SECRET, "OPENAI_API_KEY": KEY, "OCTUI_LOCAL_MODELS": "0"}
    octui = (sys.executable, "-P", "-m", "octui", "--embedded")
    async with Terminal(*octui, environment=environment, directory=folder.path) as terminal:
        seen: list[str] = []
        if make not in ASKS_FOR_NOTHING:
            seen += await terminal.wait_for(shows("This folder asks for", "decide later"))
            await terminal.send("Escape")
            await terminal.wait_until_gone("This folder asks for")
        seen += await terminal.wait_for("● live")
        await say(terminal, "run touch made-by-a-tool")
        answer: tuple[str, ...] = ("$ touch made-by-a-tool", "Allow once")
        if make is fill_with_odd_files:
            answer = ("Not sent: The server rejected", "could not be used: it is not a regular file")
        seen += await terminal.wait_for(shows(*answer))
        await terminal.send("C-c")
        await terminal.send("C-c")
    assert not folder.canary.exists(), folder.canary.read_text()
    assert [request.target for request in sink.requests] == []
    assert not (folder.path / "made-by-a-tool").exists()
    for secret in (SECRET, KEY):
        assert secret not in "\n".join(seen)
        assert secret not in repr([sent.body for sent in model.asked])
