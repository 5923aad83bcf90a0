"""From a command of the conversation to a terminal, and from one that failed there back to the prompt."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.widgets import Input

from octui.client import Client
from octui.ui.terminal.widget import Terminal
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow

LINES = "echo first-$((1 + 1))\necho second-$((1 + 2))"


@pytest.fixture
async def live(embedded: EmbeddedServer, tmp_path: Path) -> AsyncIterator[LiveApp]:
    project = Project(tmp_path / "project")
    project.path.mkdir()
    async with Client(embedded.url, directory=project.directory) as client:
        session = await client.sessions.create(title="With commands")
        for command in ("pwd; echo ran-$((20 + 3))", LINES):
            await client.prompts.run_shell(session.id, command, agent="build")
        async with open_live_app(embedded, project, session.id, size=(120, 40)) as live:
            yield live
        for pty in await client.ptys.list(directory=project.directory):
            await client.ptys.delete(pty.id, directory=project.directory)


def read_terminal(live: LiveApp) -> str:
    panes = live.app.screen.query(Terminal)
    return "\n".join(strip.text.rstrip() for pane in panes for strip in pane.render_lines(pane.size.region))


async def test_a_command_waits_in_a_terminal_for_enter_and_one_that_fails_comes_back(live: LiveApp) -> None:
    # Of several lines, all are typed and none is run.
    await live.pilot.press("alt+up", "r")
    await live.wait_for(lambda: "second-$((1" in read_terminal(live), "the command")
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the keyboard in the terminal")
    assert "first-2" not in read_terminal(live)
    await live.pilot.press("enter")
    await live.wait_for(lambda: "second-3" in read_terminal(live), "its output")
    # Elsewhere one picks among the commands of the session.
    await live.pilot.press("ctrl+right_square_bracket")
    live.app.action_command("terminal.run")
    await live.wait_for_screen("CommandPicker")
    commands = ["echo first-$((1 + 1)) echo second-$((1 + 2))", "pwd; echo ran-$((20 + 3))"]
    await live.wait_for(lambda: live.row_titles == commands, "the commands")
    await live.pilot.press("down", "enter")
    await live.wait_for(lambda: "pwd; echo ran-" in read_terminal(live), "the other command")
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the keyboard in the terminal")
    await live.pilot.press("enter")
    await live.wait_for(lambda: "ran-23" in read_terminal(live), "its output")
    assert live.app.context.working_directory in read_terminal(live).replace("\n", "")
    # What failed goes to the prompt, once the shell says that something failed.
    live.app.action_command("terminal.send.failed")
    await live.wait_for_toast("does not report how its commands end")
    mark = "\\033]133;"
    typed = f"printf '{mark}A\\007$ {mark}B\\007make all\\n{mark}C\\007cc: er''ror\\n{mark}D;2\\007{mark}A\\007'\r"
    session = live.app.controllers.terminals._current
    assert session is not None
    session.type_text(typed)
    await live.wait_for(lambda: "cc: error" in read_terminal(live), "the failure")
    live.app.action_command("terminal.send.failed")
    composer = live.app.context.composer
    assert composer is not None
    await live.wait_for(lambda: "exit code 2" in composer.text, "the block")
    assert "```console\n$ make all\ncc: error\n```" in composer.text


async def test_what_a_terminal_printed_is_written_to_a_new_file(live: LiveApp, tmp_path: Path) -> None:
    live.app.action_command("terminal.new")
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the terminal")
    session = live.app.controllers.terminals._current
    assert session is not None
    session.type_text("seq 1 300; echo en''d\r")
    await live.wait_for(lambda: "end" in read_terminal(live), "the output")
    target = tmp_path / "out.txt"
    for expected in ("Written to", "Could not write"):
        live.app.action_command("terminal.export")
        await live.wait_for_screen("TextInputDialog")
        live.app.screen.query_one(Input).value = str(target)
        await live.pilot.press("enter")
        await live.wait_for_toast(expected)
    assert "\n1\n2\n" in target.read_text()
    assert "\n300\nend\n" in target.read_text()


async def test_what_cannot_be_seen_in_a_command_is_shown_before_it_is_typed(live: LiveApp) -> None:
    from octui.ui.command_runs.commands import RunnableCommand

    command = RunnableCommand("echo a\u202eb", live.app.context.working_directory)
    live.app.controllers.command_runs.type_command(command)
    await live.wait_for_screen("ConfirmDialog")
    assert "echo a\\u{202e}b" in live.screen_text
    await live.pilot.press("escape")
    assert not live.app.controllers.terminals.has_terminal()
