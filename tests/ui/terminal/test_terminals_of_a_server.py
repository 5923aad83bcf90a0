"""The terminals that a server has, whenever they were opened, and however octui came to it."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.ui.panels.panel import Panel
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from octui.ui.terminal.connection import ConnectionState
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.ui.panels.operator import operate_app

pytestmark = pytest.mark.real


@pytest.mark.parametrize("version", [EMBEDDED, NEWEST, OLDEST])
async def test_terminals_from_before_octui_came_are_counted_and_named_before_a_restart_stops_them(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    server.trust_folder(project.directory)
    async with Client(server.url, directory=project.directory) as client:
        await client.ptys.create()
    async with operate_app(server.url, project, (80, 24)) as operator:
        await operator.open_panel("opencode.status")
        await operator.wait_for_row("Terminals", "1")
        await operator.press("escape")
        await operator.client.ptys.create()
        await operator.open_panel("config.show")
        await operator.press("r")
        await operator.wait_until(lambda: isinstance(operator.app.screen, ConfirmDialog))
        await operator.pilot.pause()
        assert "2 terminals and the programs in them" in operator.read_screen()


async def test_a_terminal_is_followed_on_when_octui_comes_back_to_its_folder(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    async with Client(server.url, directory=project.directory) as client:
        session = await client.sessions.create()
    async with operate_app(server.url, project, session=session.id) as operator:

        def find_phase() -> ConnectionState | None:
            pane = operator.app.controllers.terminals.pane
            shown = pane.roster.current if pane is not None else None
            return shown.phase if shown is not None else None

        operator.app.action_command("terminal.new")
        await operator.wait_until(lambda: find_phase() is ConnectionState.LIVE)
        operator.app.action_command("worktree.list")
        await operator.wait_until(lambda: isinstance(operator.app.screen, Panel))
        await operator.settle()
        before = operator.client
        await operator.press("n")
        await operator.wait_until(lambda: operator.app.context.session_id not in ("", session.id))
        assert operator.client is not before
        operator.app.action_command("terminal.focus")
        await operator.wait_until(lambda: find_phase() is ConnectionState.LIVE)
        assert len(await operator.client.ptys.list()) == 1
