"""A session from its first prompt to its end, by keyboard, and what the server holds of it after each step."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.store import selectors
from octui.wire.parts import ToolPart
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


async def send_prompt(live: LiveApp, text: str) -> None:
    await live.type_text(text)
    await live.pilot.press("enter")


async def test_a_session_is_begun_stopped_and_deleted_by_key(
    server: RealServer, client: Client, project: Project
) -> None:
    kept = await client.sessions.create(title="kept")
    async with open_live_app(server, project, kept.id) as live:
        context, state = live.app.context, live.app.context.store.state
        await live.pilot.press("ctrl+x", "n")
        await live.wait_for(lambda: not context.session_id, "a new session")
        await send_prompt(live, "say begun")
        await live.wait_for(lambda: context.session_id not in ("", kept.id), "the session of the prompt")
        begun = context.session_id
        await live.wait_for(lambda: selectors.get_last_answer_text(state, begun) == "begun", "the answer")
        assert {session.id for session in await client.sessions.list()} >= {kept.id, begun}

        await live.wait_for(lambda: not selectors.is_possibly_busy(state, begun), "the end of the turn")
        await send_prompt(live, "!echo from the shell")
        await live.wait_for(lambda: live.screen_text.count("from the shell") > 1, "what the command printed")
        parts = [part for message in (await client.messages.list(begun)).messages for part in message.parts]
        assert any(isinstance(part, ToolPart) and "from the shell" in (part.state.output or "") for part in parts)

        await live.wait_for(lambda: not selectors.is_possibly_busy(state, begun), "the end of the command")
        await send_prompt(live, "slow 2000 20")
        await live.wait_for(lambda: "word3" in live.screen_text, "an answer under way")
        assert begun in await client.sessions.list_statuses()
        await live.pilot.press("escape", "escape")
        await live.wait_for(lambda: not selectors.is_possibly_busy(state, begun), "the stop")
        assert begun not in await client.sessions.list_statuses()

        await send_prompt(live, "/delete")
        await live.wait_for_screen("ConfirmDialog")
        await live.pilot.press("right", "enter")
        await live.wait_for(lambda: begun not in state.sessions, "the deletion")
        assert [session.id for session in await client.sessions.list()] == [kept.id]
