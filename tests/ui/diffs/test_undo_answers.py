"""What became of an undo or a redo is what the server's session says, whatever became of the answer."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.store import selectors
from tests.support.fault_proxy import Spoil, answer_html, cut_answer, run_fault_proxy, swallow_with_html
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = pytest.mark.slow


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


@pytest.mark.parametrize("spoil", [answer_html, cut_answer])
async def test_what_was_done_without_an_answer_is_done(
    server: RealServer, client: Client, project: Project, spoil: Spoil
) -> None:
    session = await client.sessions.create(title="undo")
    async with (
        run_fault_proxy(server.port, {"/revert": spoil, "/unrevert": spoil}) as proxy,
        open_live_app(proxy, project, session.id) as live,
    ):
        composer, state = live.app.context.composer, live.app.context.store.state
        assert composer is not None
        composer.replace_text("say one")
        await live.pilot.press("enter")
        await live.wait_for(lambda: selectors.get_last_answer_text(state, session.id) == "one", "an answer")
        await live.wait_for(lambda: not selectors.is_possibly_busy(state, session.id), "idle")
        await live.pilot.press("ctrl+x", "u")
        await live.wait_for(lambda: composer.text == "say one", "the prompt is back")
        assert (await client.sessions.get(session.id)).revert is not None
        await live.pilot.press("ctrl+x", "r")
        await live.wait_for(lambda: composer.text == "", "the prompt is no longer to be sent")
        assert (await client.sessions.get(session.id)).revert is None
        assert not live.app.context.notice_board.notices


async def test_what_was_not_done_is_said(server: RealServer, client: Client, project: Project) -> None:
    session = await client.sessions.create(title="undo")
    async with (
        run_fault_proxy(server.port, {"/revert": swallow_with_html}) as proxy,
        open_live_app(proxy, project, session.id) as live,
    ):
        composer, state = live.app.context.composer, live.app.context.store.state
        assert composer is not None
        composer.replace_text("say one")
        await live.pilot.press("enter")
        await live.wait_for(lambda: selectors.get_last_answer_text(state, session.id) == "one", "an answer")
        await live.wait_for(lambda: not selectors.is_possibly_busy(state, session.id), "idle")
        await live.pilot.press("ctrl+x", "u")
        await live.wait_for_toast("Could not undo the prompt")
        assert composer.text == ""
