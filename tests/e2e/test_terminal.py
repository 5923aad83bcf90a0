"""The terminal in octui: programs run in it on the server, and what becomes of them is told."""

import asyncio
import re
import shutil

import pytest

from tests.e2e.conftest import QUICKEST, StartOctui
from tests.support.real_opencode import NEWEST, Project, RealServer
from tests.support.tmux_terminal import Screen, Terminal, requires_tmux

pytestmark = [pytest.mark.real, requires_tmux]

newest = pytest.mark.parametrize("server", [NEWEST], indirect=True)
quickest = pytest.mark.parametrize("server", QUICKEST, indirect=True)
needs_vim = pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")

IN_IT = "esc esc / ctrl+] back to chat"


async def open_terminal(octui: Terminal) -> None:
    """A new session, and its terminal with a prompt."""
    await octui.send("C-x", "n")
    await octui.wait_for("ask anything")
    await octui.send("C-x", "`")
    await octui.wait_for(IN_IT)
    await run(octui, "PS1='ready> '; clear")
    await octui.wait_for(lambda rows: any(re.match(r"│ready> +│", row) for row in rows))


async def run(octui: Terminal, command: str) -> None:
    await octui.type(command)
    await octui.send("Enter")


def size_told(rows: Screen) -> tuple[int, int] | None:
    """What `stty size` printed last: rows and columns."""
    told = [match for row in rows if (match := re.search(r"│(\d+) (\d+) +│", row))]
    return (int(told[-1][1]), int(told[-1][2])) if told else None


@needs_vim
async def test_a_file_is_edited_with_vim_in_the_terminal(octui: Terminal, project: Project) -> None:
    await open_terminal(octui)
    await run(octui, "vim -u NONE -c 'set showmode' README.md")
    await octui.wait_for("A small shop.")
    await octui.type("Goa line from vim")
    await octui.wait_for("-- INSERT --")
    await octui.send("Escape")
    await octui.wait_until_gone("-- INSERT --")
    await run(octui, ":wq")
    await octui.wait_for(lambda rows: any(row.startswith("│ready> ") for row in rows))
    assert (project.path / "README.md").read_text().endswith("A small shop.\na line from vim\n")
    await octui.send("Escape", "Escape")
    await octui.wait_until_gone(IN_IT)
    await octui.type("typed into the prompt")
    await octui.wait_for("┃ typed into the prompt")


@quickest
@needs_vim
async def test_escape_and_the_keys_typed_right_after_it_all_reach_vim(octui: Terminal, project: Project) -> None:
    await open_terminal(octui)
    await run(octui, "vim -u NONE -c 'set showmode' README.md")
    await octui.wait_for("A small shop.")
    await octui.type("Goa fast line")
    await octui.wait_for("-- INSERT --")
    await octui.send("Escape", ":wq", "Enter")
    await octui.wait_for(lambda rows: any(row.startswith("│ready> ") for row in rows))
    assert (project.path / "README.md").read_text().endswith("A small shop.\na fast line\n")


@newest
async def test_only_the_one_in_focus_says_how_large_a_terminal_is(
    octui: Terminal, start_octui: StartOctui, server: RealServer, project: Project
) -> None:
    await open_terminal(octui)
    await run(octui, "while sleep 0.1; do clear; stty size; done")
    await octui.wait_for(lambda screen: size_told(screen) is not None and size_told(screen) == frame(screen))
    other = await start_octui("attach", server.url, "--dir", project.directory, columns=90, rows=28)
    await other.wait_for("● live")
    await octui.type("\x1b[O")
    await other.send("C-x", "n")
    await other.wait_for("ask anything")
    await other.send("C-x", "`")
    await other.wait_for(lambda screen: size_told(screen) is not None and size_told(screen) == frame(screen))
    theirs = frame(await other.screen())
    await octui.resize(120, 40)
    await octui.wait_for(lambda screen: frame(screen) not in (None, theirs) and size_told(screen) == theirs)
    await octui.type("\x1b[I")
    await octui.wait_for(lambda screen: size_told(screen) is not None and size_told(screen) == frame(screen))


async def test_the_exit_code_is_told_and_enter_closes(octui: Terminal) -> None:
    await open_terminal(octui)
    await run(octui, "exit 3")
    await octui.wait_for("The process ended with exit code 3.")
    await octui.wait_for("ready> exit 3")
    await octui.send("Enter")
    await octui.wait_until_gone("╭─ Terminal")


@quickest
async def test_the_program_has_the_size_of_the_pane_after_every_resize(octui: Terminal) -> None:
    await open_terminal(octui)
    await run(octui, "while sleep 0.1; do clear; stty size; done")
    for columns, rows in ((110, 34), (80, 24), (160, 40)):
        await octui.resize(columns, rows)
        await octui.wait_for(lambda screen: size_told(screen) is not None and size_told(screen) == frame(screen))


@pytest.mark.parametrize("own_server", QUICKEST, indirect=True)
async def test_a_server_that_is_killed_and_started_again_is_told_of_and_the_screen_stays(
    start_octui: StartOctui, own_server: RealServer, project: Project
) -> None:
    octui = await start_octui("attach", own_server.url, "--dir", project.directory)
    await octui.wait_for("● live")
    await open_terminal(octui)
    await run(octui, "echo kept-$((40 + 2))")
    await octui.wait_for("kept-42")
    await asyncio.to_thread(own_server.kill)
    await octui.wait_for("Reconnecting; keys are not sent.")
    await octui.wait_for("kept-42")
    await asyncio.to_thread(own_server.start)
    await octui.wait_for("The server restarted or the process ended.")
    await octui.wait_for("kept-42")
    await octui.send("Enter")
    await octui.wait_until_gone("╭─ Terminal")


@quickest
async def test_the_whole_screen_its_tabs_and_what_a_command_printed_in_the_prompt(octui: Terminal) -> None:
    await open_terminal(octui)
    await run(octui, "echo said-$((50 + 5))")
    await octui.wait_for("said-55")
    await octui.send("C-]")
    await octui.wait_until_gone(IN_IT)
    await octui.send("C-x", "z")
    await octui.wait_for(lambda rows: rows[0].startswith("╭─ Terminal") and any(IN_IT in row for row in rows))
    await octui.send("Escape", "Escape")
    await octui.wait_for("n new")
    await octui.send("n")
    await octui.wait_for(lambda rows: " 2 " in rows[1] and any(IN_IT in row for row in rows))
    await octui.send("Escape", "Escape")
    await octui.wait_for("n new")
    await octui.send("Left")
    await octui.wait_for("said-55")
    await octui.send("s")
    await octui.wait_for(lambda rows: any("From the terminal" in row for row in rows))


@quickest
async def test_keys_select_what_the_terminal_showed_copy_it_and_put_it_into_the_prompt(
    octui: Terminal, project: Project
) -> None:
    await open_terminal(octui)
    wait = "until [ -e go ]; do sleep 0.1; done"
    await run(octui, f"seq 1 200; echo said-$((50 + 5)); {wait}; seq 300 340; read -p 'last> '; echo \"got-$REPLY.\"")
    await octui.wait_for("said-55")
    await octui.send("C-]")
    await octui.wait_until_gone(IN_IT)
    await octui.send("C-x", "v")
    await octui.wait_for("esc leave")
    (project.path / "go").touch()
    await octui.send("k", "0", "v", "$", "y")
    await octui.wait_for(IN_IT)
    await octui.wait_until_copied("said-55")
    await octui.wait_for("last>")
    await octui.send("C-]")
    await octui.wait_until_gone(IN_IT)
    await octui.send("C-x", "v", "/")
    await octui.type("said-5")
    await octui.send("Enter")
    await octui.wait_for(lambda rows: any("said-55" in row for row in rows) and any("esc leave" in row for row in rows))
    await octui.resize(80, 24)
    await octui.wait_for("said-55")
    await octui.send("V", "k", "s")
    await octui.wait_for(lambda rows: "┃ 200" in _bare(rows) and "┃ said-55" in _bare(rows))
    await octui.send("C-x", "j")
    await octui.wait_for(IN_IT)
    await run(octui, "mine")
    await octui.wait_for("got-mine.")


def _bare(rows: Screen) -> list[str]:
    return [row.strip() for row in rows]


def frame(rows: Screen) -> tuple[int, int] | None:
    """Rows and columns within the terminal's frame, None while it is redrawn."""
    top = next((y for y, row in enumerate(rows) if "╭─ Terminal" in row), None)
    if top is None:
        return None
    left, right = rows[top].index("╭─ Terminal"), rows[top].rindex("╮")
    bottom = next((y for y, row in enumerate(rows) if y > top and row[left : left + 1] == "╰"), None)
    if bottom is None or rows[bottom].rfind("╯") != right:
        return None
    return bottom - top - 1, right - left - 1
