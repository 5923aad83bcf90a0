"""Undo while the agent works asks before it stops it, and stops it only then."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.store import selectors
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def test_the_agent_is_stopped_only_after_the_answer(server: RealServer, client: Client, project: Project) -> None:
    session = await client.sessions.create(title="undo")
    async with open_live_app(server, project, session.id) as live:
        state, composer = live.app.context.store.state, live.app.context.composer
        assert composer is not None
        composer.replace_text("say one\nhold it")
        await live.pilot.press("enter")
        await live.wait_for(lambda: selectors.find_newest_answer(state, session.id), "an answer")
        await live.wait_for(lambda: selectors.is_busy(state, session.id), "busy")
        await live.pilot.press("ctrl+x", "u")
        await live.wait_for_screen("ConfirmDialog")
        await live.pilot.press("escape")
        await live.wait_for(lambda: live.app.screen is live.app.context.chat, "the chat")
        assert session.id in await client.sessions.list_statuses()
        await live.pilot.press("ctrl+x", "u")
        await live.wait_for_screen("ConfirmDialog")
        await live.pilot.press("tab", "enter")
        await live.wait_for(lambda: live.app.context.session and live.app.context.session.revert, "reverted")
        assert session.id not in await client.sessions.list_statuses()
        await live.wait_for(lambda: composer.text == "say one\nhold it", "the prompt is back")
