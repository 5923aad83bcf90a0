"""A command of the session that runs for long, in a terminal that only shows it."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client
from octui.ui.terminal.pane import READ_ONLY
from octui.ui.terminal.widget import Terminal
from tests.server.agent.turn_results import allow_until_idle, tool_line
from tests.server.embedded import EmbeddedServer
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project, make_project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import record_stream
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow

FIFO = "go"
COMMAND = rf"mkfifo {FIFO}; printf 'start\n\033[31mworking\033[m 10%%\r'; read line <{FIFO}; seq 1 90; exit 3"


@pytest.fixture
async def live(embedded: EmbeddedServer, tmp_path: Path) -> AsyncIterator[LiveApp]:
    project = Project(tmp_path / "project")
    project.path.mkdir()
    async with Client(embedded.url, directory=project.directory) as client:
        session = await client.sessions.create(title="With a command")
        async with open_live_app(embedded, project, session.id, size=(120, 40)) as live:
            running = asyncio.create_task(client.prompts.run_shell(session.id, COMMAND, agent="build"))
            yield live
            await client.sessions.abort(session.id)
            await running


def let_go_on(folder: Path) -> None:
    descriptor = os.open(folder / FIFO, os.O_WRONLY)
    os.write(descriptor, b"\n")
    os.close(descriptor)


def read_terminal(live: LiveApp) -> str:
    panes = live.app.screen.query(Terminal)
    return "\n".join(strip.text.rstrip() for pane in panes for strip in pane.render_lines(pane.size.region))


async def test_a_running_command_is_watched_to_its_end_and_stays(live: LiveApp) -> None:
    await live.wait_for(lambda: "working 10%" in live.screen_text, "the output in the chat")
    # The only one that runs is shown, wherever the cursor is.
    live.app.action_command("terminal.watch")
    await live.wait_for(lambda: "working 10%" in read_terminal(live), "its output in a terminal")
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the keyboard there")
    await live.wait_for(lambda: "· read-only · running" in live.screen_text, "what it is")
    await live.pilot.press("x")
    await live.wait_for(lambda: READ_ONLY in live.screen_text, "why nothing is typed")
    await live.pilot.press("escape")
    await live.wait_for(lambda: not isinstance(live.app.focused, Terminal), "the keyboard elsewhere")
    let_go_on(Path(live.app.context.working_directory))
    await live.wait_for(lambda: "Ended with exit code 3" in live.screen_text, "how it ended")
    assert "\n90" in read_terminal(live)
    # It is still there to be read, searched and closed.
    live.app.action_command("terminal.watch")
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the keyboard in the terminal")
    await live.pilot.press("home")
    await live.wait_for(lambda: read_terminal(live).startswith("start"), "its beginning")
    assert len(live.app.context.screen.query(Terminal)) == 1
    await live.pilot.press("enter")
    await live.wait_for(lambda: not live.app.controllers.terminals.is_terminal_shown(), "the view to be closed")


async def test_a_command_that_runs_in_a_terminal_of_the_server_takes_what_is_typed(
    embedded: EmbeddedServer, model: ScriptedModel, tmp_path: Path
) -> None:
    project = make_project(tmp_path / "shop", model.url)
    async with Client(embedded.url, directory=project.directory) as client, record_stream(client) as heard:
        await trust_folder(client)
        session = await client.sessions.create(title="With a question")
        async with open_live_app(embedded, project, session.id, size=(120, 40)) as live:
            asks = "read -p 'Name? ' name; echo Hello $name"
            await client.prompts.send(session.id, tool_line("bash", command=asks, terminal=True))
            turn = asyncio.create_task(allow_until_idle(client, heard, session))
            await live.wait_for(lambda: "│ Name?" in live.screen_text, "the question in the chat")
            live.app.action_command("terminal.watch")
            await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the keyboard in the terminal")
            await live.wait_for(lambda: "Name?" in read_terminal(live), "the question")
            assert "read-only" not in live.screen_text
            await live.pilot.press("A", "n", "n", "enter")
            await live.wait_for(lambda: "Hello Ann" in read_terminal(live), "the answer")
            await turn
