"""Commands about the whole of a session: its last answer and its transcript are copied, and it is compacted."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.store import selectors
from octui.wire.parts import CompactionPart, Part
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = pytest.mark.slow


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


async def test_a_session_is_copied_and_compacted_by_command(
    server: RealServer, client: Client, project: Project
) -> None:
    session = await client.sessions.create(title="totals")
    for answer in ("first answer", "second answer"):
        await client.prompts.send_and_wait(session.id, f"say {answer}")
    async with open_live_app(server, project, session.id) as live:
        app, state = live.app, live.app.context.store.state
        app.action_command("messages.copy")
        await live.wait_for_toast("the last answer")
        assert app.clipboard == "second answer"

        app.action_command("session.copy")
        await live.wait_for_toast("the transcript")
        assert app.clipboard.startswith("# totals")
        assert app.clipboard.index("first answer") < app.clipboard.index("second answer")

        app.action_command("session.compact")

        def list_parts() -> list[Part]:
            views = (selectors.get_message(state, message_id) for message_id in state.messages)
            return [part for view in views if view is not None for part in view.parts]

        await live.wait_for(lambda: any(isinstance(part, CompactionPart) for part in list_parts()), "it is compacted")
        await live.wait_for(lambda: not selectors.is_busy(state, session.id), "and ready for more")
