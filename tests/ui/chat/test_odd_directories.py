"""Projects in directories with odd names, in the whole app: chat, mentions, permissions and terminals work there."""

import asyncio
import json
from pathlib import Path

import pytest

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.store.state import ConnectionStatus, State
from octui.ui.app import OctuiApp
from octui.ui.messages import ReplyPermission
from octui.ui.terminal.connection import ConnectionState
from octui.ui.terminal.pane import TerminalPane
from tests.conftest import StartServer
from tests.support.real_opencode import EMBEDDED, Project, RealServer, make_project
from tests.support.scripted_model import ScriptedModel
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

WAIT_SECONDS = 60.0


async def use_project(server: RealServer, project: Project, model: ScriptedModel) -> None:
    (project.path / "a#1 b?.txt").write_text("first\nsecond\nthird\n")
    await asyncio.to_thread(server.trust_folder, project.directory)
    options = Options(directory=project.path, server=server.url, server_directory=project.directory)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot, asyncio.timeout(WAIT_SECONDS):

        def state() -> State:
            return app.context.store.state

        await wait_until(pilot, lambda: state().connection.status is ConnectionStatus.LIVE and state().agents)
        app.action_command("session.new")
        await wait_until(pilot, lambda: app.context.chat is not None and app.screen is app.context.chat)
        await pilot.pause()
        composer = app.context.composer
        assert composer is not None
        composer.replace_text("run pwd > made.txt && cat made.txt\n\n@a#1 b?.txt:1-2 and @missing.txt")
        composer.submit_prompt()
        await wait_until(pilot, lambda: selectors.list_pending_requests(state()))
        assert any("@missing.txt is not a file here" in toast.message for toast in app._notifications)
        (request,) = selectors.list_pending_requests(state())
        assert request.permission is not None
        sent = json.dumps([asked.body for asked in model.asked if asked.has_tools])
        assert "second" in sent and "third" not in sent

        chat = app.context.chat
        assert chat is not None
        app.post_message(ReplyPermission(request.permission, "once", dock=chat.dock))
        await wait_until(pilot, lambda: not selectors.list_pending_requests(state()))
        await wait_until(pilot, lambda: not selectors.is_busy(state(), chat.session_id))
        assert (project.path / "made.txt").read_text().strip() == project.directory

        app.action_command("terminal.toggle")
        await wait_until(
            pilot, lambda: app.screen.query(TerminalPane) and app.screen.query_one(TerminalPane).roster.current
        )
        live = app.screen.query_one(TerminalPane).roster.current
        assert live is not None
        await wait_until(pilot, lambda: live.phase is ConnectionState.LIVE)
        live.type_text("pwd > from_terminal.txt\n")
        await wait_until(pilot, lambda: (project.path / "from_terminal.txt").is_file())
        await wait_until(pilot, lambda: (project.path / "from_terminal.txt").read_text().strip() == project.directory)


@pytest.mark.parametrize("name", ["50%25 off per%41cent", "a#b q? 日本 ünï"])
async def test_everything_works_in_a_directory_of_any_name(
    name: str, start_server: StartServer, model: ScriptedModel, tmp_path: Path
) -> None:
    server = await asyncio.to_thread(start_server, EMBEDDED)
    await use_project(server, make_project(tmp_path / name, model.url), model)
