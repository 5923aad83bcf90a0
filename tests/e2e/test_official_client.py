"""OpenCode's own interface, attached to the embedded server."""

from pathlib import Path

import pytest

from tests.e2e.conftest import shows
from tests.support.real_opencode import EMBEDDED, NEWEST, Project, RealServer, find_binary, make_environment
from tests.support.tmux_terminal import Terminal, requires_tmux

pytestmark = [
    pytest.mark.real,
    pytest.mark.nightly,
    requires_tmux,
    pytest.mark.parametrize("server", [EMBEDDED], indirect=True),
]


async def test_it_chats_attaches_a_file_asks_for_permission_and_undoes(
    server: RealServer, project: Project, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    command = (str(find_binary(NEWEST)), "attach", server.url, "--dir", project.directory)
    written = project.path / "made.txt"
    async with Terminal(*command, columns=140, rows=42, environment=make_environment(home)) as terminal:
        await terminal.wait_for("Ask anything", timeout=60)
        await terminal.type("say read @chec")
        await terminal.wait_for(shows("┃ src/checkout.py"))
        await terminal.send("Enter")
        await terminal.wait_for("say read @src/checkout.py")
        await terminal.send("Enter")
        await terminal.wait_for(shows("File  src/checkout.py", "     read @src/checkout.py", "Build · Scripted ·"))
        await terminal.type('tool write {"filePath":"made.txt","content":"hello"}')
        await terminal.wait_for('"content":"hello"}')
        await terminal.send("Enter")
        await terminal.wait_for(shows("Permission required", "Allow once", "enter confirm"))
        assert not written.exists()
        await terminal.send("Enter")
        await terminal.wait_for("Wrote file successfully")
        assert written.read_text() == "hello"
        await terminal.type("/undo")
        await terminal.wait_for("/undo")
        await terminal.send("Enter")
        await terminal.wait_for("1 message reverted")
        await terminal.wait_for("made.txt -1")
    assert not written.exists()
