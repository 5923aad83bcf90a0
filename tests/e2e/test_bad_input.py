import os
import signal
import sys
from pathlib import Path

import pytest

from octui.client import Client
from tests.e2e.conftest import StartOctui, say, shows
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.support.tmux_terminal import Terminal, requires_tmux

pytestmark = [
    pytest.mark.real,
    requires_tmux,
    pytest.mark.parametrize("server", [EMBEDDED], indirect=True),
]

OURS = "[@click=app.quit]press[/] [bold]me[/] [/] [/nope] $(touch x)"

RAW = "\\033]0;owned\\007\\033[2J\\033[31mred\\033[?1049l\\033]52;c;b3duZWQ=\\007"
"""Sets the title, clears the screen, leaves the alternate one, fills the clipboard; as `printf` is told."""

IN_A_SHELL = """
stty -a > before
{command}
echo "ended $?"
stty -a > after
cmp before after && echo "same terminal"
read line
"""


def command(server: RealServer, project: Project) -> str:
    return f"{sys.executable} -m octui attach {server.url} --dir {project.directory}"


def script(path: Path, *lines: str) -> str:
    path.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    path.chmod(0o755)
    return str(path)


async def test_no_size_of_the_terminal_ends_it(octui: Terminal) -> None:
    await say(octui, "markdown 3")
    await octui.wait_for("▣ Build")
    for columns, rows in ((1, 1), (40, 10), (2, 30), (200, 1), (1, 1), (300, 80), (7, 3)):
        await octui.resize(columns, rows)
    await octui.send("C-x", "l")
    for columns in range(1, 40, 3):
        await octui.resize(columns, max(1, 20 - columns))
    await octui.resize(110, 34)
    await octui.wait_for("─ Sessions ─")
    await octui.send("Escape")
    await octui.wait_until_gone("─ Sessions ─")
    await octui.wait_for(shows("Part 2", "● live"))
    await octui.resize(40, 10)
    await octui.type("still here")
    await octui.wait_for("still here")


async def test_it_can_begin_in_the_smallest_terminal(
    start_octui: StartOctui, server: RealServer, project: Project
) -> None:
    terminal = await start_octui("attach", server.url, "--dir", project.directory, columns=1, rows=1)
    await terminal.resize(80, 24)
    await terminal.wait_for("● live")
    await terminal.type("typed after")
    await terminal.wait_for("typed after")


async def test_an_editor_that_is_missing_or_fails_leaves_the_prompt_as_it_was(
    start_octui: StartOctui, server: RealServer, project: Project, tmp_path: Path
) -> None:
    editor = tmp_path / "editor"
    attached = ("attach", server.url, "--dir", project.directory)
    terminal = await start_octui(*attached, environment={"EDITOR": f"{editor} --wait", "VISUAL": ""})
    await terminal.wait_for("● live")
    await terminal.type("words of mine")
    await terminal.send("C-x", "e")
    await terminal.wait_for(shows("The prompt was not changed", "No such file", "words of mine"))
    script(editor, "exit 3")
    await terminal.send("C-x", "e")
    await terminal.wait_for(shows("exited with code 3", "words of mine"))


async def test_what_the_editor_wrote_becomes_the_prompt_and_its_interrupt_key_is_its_own(
    start_octui: StartOctui, server: RealServer, project: Project, tmp_path: Path, watcher: Client
) -> None:
    editor = script(
        tmp_path / "editor", "trap 'echo interrupted' INT", "cat $1", "read line", "read line", "echo $line >> $1"
    )
    terminal = await start_octui("attach", server.url, "--dir", project.directory, environment={"VISUAL": editor})
    await terminal.wait_for("● live")
    await terminal.type("first line")
    await terminal.send("C-x", "e")
    await terminal.wait_for(lambda rows: rows[0] == "first line" or "first line" in rows)
    assert not await terminal.on_alternate_screen()
    await terminal.send("C-c")
    await terminal.wait_for("interrupted")
    await watcher.sessions.create(title="Made meanwhile")
    await terminal.type("second line\n")
    await terminal.wait_for(shows("first line", "second line", "Made meanwhile"))


async def test_without_an_editor_it_says_what_to_set(
    start_octui: StartOctui, server: RealServer, project: Project
) -> None:
    attached = ("attach", server.url, "--dir", project.directory)
    terminal = await start_octui(*attached, environment={"EDITOR": "", "VISUAL": ""})
    await terminal.wait_for("● live")
    await terminal.send("C-x", "e")
    await terminal.wait_for("set $VISUAL or $EDITOR")


async def test_text_from_anywhere_is_shown_and_nothing_more(octui: Terminal, watcher: Client, project: Project) -> None:
    await octui.paste(f"say {OURS} \x1b[31mred\x07")
    await octui.wait_for(lambda rows: any(OURS in row for row in rows))
    await octui.send("Enter")
    await octui.wait_for(lambda rows: sum(OURS in row for row in rows) >= 2)
    (session,) = await watcher.sessions.list()
    await watcher.sessions.update(session.id, title=f"{OURS} \x1b]0;owned\x07")
    # The header shows as much of a title as there is room for.
    await octui.wait_for(lambda rows: OURS[:30] in rows[0])
    await watcher.tui.show_toast(f"{OURS} \x1b[2J", title="[red]Title[/red] \x1b[2J", variant="error")
    await octui.wait_for(shows("[red]Title[/red]", "[@click=app.quit]press[/]"))
    await say(octui, f"run printf '{RAW}'")
    await octui.wait_for(shows("Allow once", "enter confirm"))
    await octui.send("Enter")
    await octui.wait_for("Done.")
    await octui.wait_for(lambda rows: any("red" in row for row in rows))
    assert await octui.on_alternate_screen()
    assert "owned" not in await octui.title()
    assert "owned" not in await octui.tmux("list-buffers", "-F", "#{buffer_sample}")
    assert not (project.path / "x").exists()


@pytest.mark.parametrize(
    ("ending", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=lambda value: str(value),
)
async def test_a_signal_ends_it_and_the_terminal_is_what_it_was(
    server: RealServer, project: Project, tmp_path: Path, ending: signal.Signals, code: int
) -> None:
    shell = script(tmp_path / "shell", IN_A_SHELL.format(command=f"{command(server, project)} & echo $! > pid; fg"))
    async with Terminal(
        "bash", "--norc", "-i", shell, columns=90, rows=20, environment=at_home(tmp_path), directory=tmp_path
    ) as terminal:
        await terminal.wait_for("● live")
        assert await terminal.on_alternate_screen()
        os.kill(int((tmp_path / "pid").read_text()), ending)
        await terminal.wait_for(shows(f"ended {code}", "same terminal"))
        assert not await terminal.on_alternate_screen()
        assert await terminal.cursor_shown()
        assert await terminal.tmux("display-message", "-p", "#{mouse_any_flag}#{mouse_sgr_flag}") == "00\n"


async def test_it_goes_to_the_background_and_comes_back(server: RealServer, project: Project, tmp_path: Path) -> None:
    async with Terminal(
        "bash", "--norc", "-i", columns=90, rows=20, environment=at_home(tmp_path), directory=Path.cwd()
    ) as terminal:
        await terminal.type(f"{command(server, project)}\n")
        await terminal.wait_for("● live")
        await terminal.type("half a prompt")
        await terminal.wait_for("half a prompt")
        await terminal.send("C-z")
        await terminal.wait_for("Stopped")
        assert not await terminal.on_alternate_screen()
        await terminal.type("echo $((40 + 2))\n")
        await terminal.wait_for(lambda rows: "42" in rows)
        await terminal.type("fg\n")
        await terminal.wait_for(shows("● live", "half a prompt"))


async def test_without_a_shell_it_does_not_stop(octui: Terminal) -> None:
    await octui.send("C-z")
    await octui.wait_for("not started by a shell")


def at_home(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENCODE", "OCTUI_"))}
    return {**kept, "OCTUI_HOME": str(tmp_path / "octui"), "PYTHONPATH": str(Path.cwd()), "PS1": "$ "}
