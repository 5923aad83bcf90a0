"""Find in the whole history of a session, by keyboard: collapsed output and pages that were not loaded included."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.ui.find.bar import FindBar
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]

PROMPTS = 120
"""More than a page of history."""


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


def read_status(live: LiveApp) -> str:
    bars = live.app.screen.query(FindBar)
    return live.screen_text.split("\n")[bars.first().region.y] if bars else ""


async def test_matches_are_found_in_the_whole_history_and_in_what_is_collapsed(
    server: RealServer, client: Client, project: Project
) -> None:
    session = await client.sessions.create(title="find")
    await client.prompts.send_and_wait(session.id, "the oldest needle", no_reply=True)
    for number in range(PROMPTS):
        await client.prompts.send_and_wait(session.id, f"filler {number}", no_reply=True)
    command = "for i in $(seq 60); do echo line; done; echo hidden need''le; for i in $(seq 60); do echo line; done"
    await client.prompts.run_shell(session.id, command, agent="build")
    async with open_live_app(server, project, session.id) as live:
        state = live.app.context.store.state
        await live.pilot.press("ctrl+f")
        await live.wait_for(lambda: live.app.screen.query("FindBar LineInput:focus"), "the line to type in")
        assert state.timelines[session.id].older is not None
        assert "hidden needle" not in live.screen_text
        await live.pilot.press(*"needle")
        await live.wait_for(lambda: "1 of 1" in read_status(live), "the match among what is loaded")
        # The collapsed output was opened at the match.
        await live.wait_for(lambda: "hidden needle" in live.screen_text, "the output")
        assert state.timelines[session.id].older is not None
        await live.pilot.press("enter")
        await live.wait_for(lambda: "1 of 2" in read_status(live), "the whole history")
        assert state.timelines[session.id].older is None
        await live.pilot.press("n")
        await live.wait_for(lambda: "the oldest needle" in live.screen_text, "the first prompt")
        assert "2 of 2" in read_status(live)
        await live.pilot.press("N")
        await live.wait_for(lambda: "hidden needle" in live.screen_text, "back at the output")
        # Another word, without a match.
        await live.pilot.press("slash", "s")
        await live.wait_for(lambda: "no match" in read_status(live), "no match")
        # Everything is loaded: the search has ended before the line is left, and its keys are shown all the same.
        await live.pilot.press("enter")
        await live.wait_for(lambda: "/ edit" in read_status(live), "the keys of a search")
        await live.pilot.press("escape")
        await live.wait_for(lambda: not live.app.screen.query(FindBar), "the line is closed")
        assert live.app.screen.focused is live.app.screen.query_one("Transcript")


@pytest.mark.parametrize("server", [EMBEDDED], indirect=True)
async def test_the_line_is_there_although_another_screen_is_open_and_it_was_asked_for_twice(
    server: RealServer, client: Client, project: Project
) -> None:
    session = await client.sessions.create(title="find")
    await client.prompts.send_and_wait(session.id, "the needle", no_reply=True)
    async with open_live_app(server, project, session.id) as live:
        live.app.action_command("help.show")
        await live.wait_for_screen("KeyHelpScreen")
        live.app.controllers.find.find_in_session()
        live.app.controllers.find.find_in_session("needle")
        await live.pilot.pause()
        await live.pilot.press("escape")
        await live.wait_for(lambda: "1 of 1" in read_status(live), "the match")
        assert live.app.screen.query("FindBar LineInput:focus")
