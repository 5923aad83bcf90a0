"""A chat that was opened in this very moment has no widgets yet, and what is asked of it waits for them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client import Client
from octui.store import selectors
from octui.ui.chat.sidebar import Sidebar
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = pytest.mark.slow


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RealServer:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    return shared_servers(EMBEDDED)


async def test_a_request_is_gone_to_from_the_overview(server: RealServer, project: Project) -> None:
    async with Client(server.url, directory=project.directory) as other, open_live_app(server, project) as live:
        session = await other.sessions.create(title="Waits")
        await other.prompts.send(session.id, "run touch made.txt")
        await live.wait_for(lambda: selectors.list_pending_requests(live.app.context.store.state), "the request")
        assert live.app.context.chat is None
        await live.pilot.press("ctrl+y")
        await live.wait_for(lambda: live.app.screen.query("RequestCard.-listening"), "the card")
        assert live.app.context.session_id == session.id


async def test_commands_that_follow_at_once_are_about_the_new_chat(server: RealServer, project: Project) -> None:
    async with open_live_app(server, project) as live:
        app = live.app
        for command in ("session.new", "session.page.up", "session.sidebar.toggle", "session.toggle.thinking"):
            app.action_command(command)
        await live.wait_for(lambda: any(not sidebar.display for sidebar in app.screen.query(Sidebar)), "no sidebar")


async def test_a_chat_that_is_left_before_it_is_there_is_closed(server: RealServer, project: Project) -> None:
    async with open_live_app(server, project) as live:
        app = live.app
        app.controllers.sessions.start_session()
        app.controllers.sessions.show_sessions()
        await live.wait_for(lambda: app.context.chat is None and app.screen is app.context.home, "the overview")
        await live.pilot.press("ctrl+x", "n")
        await live.wait_for(lambda: app.context.chat is not None and app.context.chat.query("Composer"), "a chat")
