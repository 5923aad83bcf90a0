"""Commands without a screen, run in this process against the two real servers and the embedded one."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from octui.cli import run_command_line
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer

THREE = (*VERSIONS, EMBEDDED)


@pytest.fixture(params=THREE)
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


@pytest.fixture(autouse=True)
def quiet_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No settings of whoever runs the tests, and nothing piped in."""
    for name in ("OCTUI_SERVER", "OPENCODE_SERVER_PASSWORD", "OPENCODE_SERVER_USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    kept, nothing = os.dup(0), os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    yield
    os.dup2(kept, 0)
    os.close(kept)
    os.close(nothing)


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


RunCommand = Callable[..., Ended]


@pytest.fixture
def run_command(server: RealServer, project: Project, capfd: pytest.CaptureFixture[str]) -> RunCommand:
    """Run a command attached to the server, in the project: `("run", "say hello")`."""

    def run(name: str, *arguments: str) -> Ended:
        code = run_command_line([name, "--attach", server.url, "--dir", project.directory, *arguments])
        out, err = capfd.readouterr()
        return Ended(int(code), out, err)

    return run
