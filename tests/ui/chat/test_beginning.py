"""Home goes to the beginning of a session in one press, however long the session is."""

from pathlib import Path

import pytest

from octui.client import Client
from octui.store import selectors
from octui.ui.sync import resync
from tests.server.embedded import EmbeddedServer
from tests.support.chaos.network_line import open_network_line
from tests.support.real_opencode import Project
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow

PROMPTS = 60
PAGE = 15
"""Messages that are loaded at once, first and where the reader is near the beginning."""


async def write_session(server: EmbeddedServer, project: Project) -> str:
    async with Client(server.url, directory=project.directory) as client:
        session = await client.sessions.create(title="long")
        for number in range(PROMPTS):
            await client.prompts.send_and_wait(session.id, f"prompt {number} of many", no_reply=True)
        return session.id


def list_loaded(live: LiveApp, session: str) -> list[str]:
    return [*selectors.list_message_ids(live.app.context.store.state, session)]


async def test_home_goes_to_the_beginning_in_one_press_and_esc_stops_on_the_way(
    embedded: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in ("PAGE_SIZE", "WHOLE_PAGE_SIZE"):
        monkeypatch.setattr(resync, size, PAGE)
    project = Project(tmp_path)
    session = await write_session(embedded, project)
    async with open_network_line(embedded.port) as line, open_live_app(line, project, session) as live:
        loaded = len(list_loaded(live, session))
        assert PAGE <= loaded < PROMPTS - PAGE
        line.stall()
        await live.pilot.press("home")
        await live.wait_for(lambda: "messages so far · esc stop" in live.screen_text, "how far it is")
        await live.pilot.press("escape")
        await live.wait_for(lambda: "so far" not in live.screen_text, "stopped")
        line.restore()
        assert len(list_loaded(live, session)) < PROMPTS
        assert "prompt 0 of many" not in live.screen_text
        await live.pilot.press("home")
        await live.wait_for(lambda: "prompt 0 of many" in live.screen_text, "the first prompt")
        assert "so far" not in live.screen_text
        assert len(list_loaded(live, session)) == PROMPTS
        await live.pilot.press("end", "home")
        await live.wait_for(lambda: "prompt 0 of many" in live.screen_text, "there again")
