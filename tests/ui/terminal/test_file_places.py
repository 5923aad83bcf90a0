"""Files that are named in a terminal: opened by click and by key, at their line."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client
from octui.term import Screen, Stream
from octui.ui.terminal.search import find_path_on_screen
from octui.ui.terminal.widget import Terminal
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project
from tests.ui.live_app import LiveApp, open_live_app


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("error at src/app.py:12: bad", ("src/app.py", 12)),
        ('  File "lib/a b.py", line 7, in f', ("lib/a b.py", 7)),
        ("see ./docs/keys.md.", ("./docs/keys.md", None)),
        ("modified:   octui/cli.py", ("octui/cli.py", None)),
        ("a very long sentence then src/a_file_with_a_long_name.py:300:4", ("src/a_file_with_a_long_name.py", 300)),
        ("\x1b]8;;file://host/etc/host%20s#L3\x1b\\the link\x1b]8;;\x1b\\", ("/etc/host s", 3)),
        ("12:30:45 and 1/2", None),
        ("no name", None),
    ],
)
def test_the_file_at_a_cell_is_found_also_where_it_wraps(text: str, found: tuple[str, int | None] | None) -> None:
    screen = Screen(20, 5)
    Stream(screen).feed(text)
    references = {find_path_on_screen(screen, y, x) for y in range(5) for x in range(20)} - {None}
    places = {(reference.path, reference.line) for reference in references if reference is not None}
    assert places == ({found} if found else places & {("1/2", None)})


@pytest.fixture
async def live(embedded: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveApp]:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    project = Project(tmp_path / "project")
    (project.path / "src").mkdir(parents=True)
    (project.path / "src" / "app.py").write_text("\n".join(f"line {number}" for number in range(1, 99)))
    async with Client(embedded.url, directory=project.directory) as client:
        session = await client.sessions.create(title="With files")
        async with open_live_app(embedded, project, session.id, size=(120, 40)) as live:
            yield live
        for pty in await client.ptys.list(directory=project.directory):
            await client.ptys.delete(pty.id, directory=project.directory)


@pytest.mark.slow
async def test_copy_mode_and_a_click_open_the_file_at_its_line_and_only_one_that_exists(live: LiveApp) -> None:
    live.app.action_command("terminal.new")
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the terminal")
    session = live.app.controllers.terminals._current
    assert session is not None
    await live.wait_for(lambda: not session.busy, "the shell")
    session.type_text("cd src; clear; printf 'app.py:42 %s\\nnone.py:7 there\\n' here\r")
    await live.wait_for(lambda: "app.py:42 here" in live.screen_text, "the names")
    terminal = live.app.screen.query_one(Terminal)
    live.app.action_command("terminal.copy")
    await live.pilot.press("g", "f")
    # The shell says nothing of its folder, so the path counts from where the terminal began.
    await live.wait_for_toast("has no file")
    await live.pilot.press("q")
    session.type_text("clear; printf 'src/app.py:42 %s\\nnone.py:7 there\\n' here\r")
    await live.wait_for(lambda: "src/app.py:42 here" in live.screen_text, "the names")
    await live.pilot.click(terminal, offset=(2, 1))
    await live.pilot.click(terminal, offset=(5, 0))
    screen = await live.wait_for_screen("FileScreen")
    assert getattr(screen, "path", "") == "src/app.py"
    await live.wait_for(lambda: "line 42" in live.screen_text, "the line")
