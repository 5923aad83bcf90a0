"""Find in all sessions: titles and text of sessions that are not open, and the way to the message."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.ui.find.message_search import make_excerpt
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def test_words_are_found_in_sessions_that_are_not_open(
    server: RealServer, client: Client, project: Project
) -> None:
    shown = await client.sessions.create(title="shown")
    other = await client.sessions.create(title="other")
    for text in ("say the pelican lands", "say nothing of it", "say pelican again"):
        await client.prompts.send_and_wait(other.id, text)
    await client.sessions.create(title="Pelican in the title")
    async with open_live_app(server, project, shown.id) as live:
        live.app.action_command("session.find")
        await live.wait_for_screen("TextInputDialog")
        await live.type_text("pelican")
        await live.pilot.press("enter")
        await live.wait_for_screen("Panel")
        await live.wait_for(lambda: "“pelican” in all sessions · 5 found" in live.screen_text, "all of them")
        await live.wait_for(lambda: "prompt" in live.row_titles and "title" in live.row_titles, "the rows")
        assert "the pelican lands" in live.screen_text
        # The oldest of them: its session is opened, at the message, with the words marked.
        await live.pilot.press("slash", *"lands", "enter")
        await live.wait_for(lambda: len(live.row_titles) == 2, "filtered")
        await live.pilot.press("enter")
        await live.wait_for(lambda: live.app.context.session_id == other.id, "the session")
        await live.wait_for(lambda: live.app.screen.query("FindBar"), "the words")
        await live.wait_for(lambda: "pelican lands" in live.screen_text, "the message")
        live.app.action_command("session.find")
        await live.wait_for_screen("TextInputDialog")
        await live.pilot.press("ctrl+u")
        await live.type_text("nowhere at all")
        await live.pilot.press("enter")
        await live.wait_for(lambda: "No session has “nowhere at all”." in live.screen_text, "nothing")


def test_an_excerpt_is_one_line_around_the_match() -> None:
    text = "a\nb " * 30 + "needle\n\n  and more"
    start = text.index("needle")
    excerpt = make_excerpt(text, start, start + 6)
    assert excerpt.startswith("…")
    assert excerpt.endswith("needle and more")
    assert make_excerpt("needle", 0, 6) == "needle"
