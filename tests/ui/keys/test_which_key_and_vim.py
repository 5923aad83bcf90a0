"""The popup of the leader's keys, and vim's modes, in the running app."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.ui.input.leader_key import LeaderKey
from octui.ui.keys.config.own_file import OwnKeys, write_own_keys
from octui.ui.which_key.popup import WhichKey, render_next_keys
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = [pytest.mark.slow]


@pytest.fixture(params=(EMBEDDED,))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def test_the_leader_shows_its_keys_and_vim_has_its_modes(
    server: RealServer, client: Client, project: Project
) -> None:
    write_own_keys(OwnKeys(profile="vim"))
    session = await client.sessions.create(title="keys")
    async with open_live_app(server, project, session.id, size=(60, 20)) as live:
        await live.pilot.press("ctrl+x")
        await live.wait_for(lambda: live.app.screen.query(WhichKey), "the popup")
        await live.wait_for(lambda: "Switch agent" in live.screen_text, "its keys")
        popup = live.app.screen.query_one(WhichKey)
        await live.pilot.press("ctrl+alt+end")
        await live.wait_for(lambda: popup.scroll_offset.y == popup.max_scroll_y > 0, "the end of it")
        await live.pilot.press("m")
        await live.wait_for_screen("ModelPicker")
        await live.pilot.press("escape")
        await live.wait_for_screen("ChatScreen")
        assert not live.app.screen.query(WhichKey)
        # vim's modes: a prompt is typed at once, escape and motions edit it, enter sends it from any mode.
        composer = live.app.context.composer
        assert composer is not None
        await live.type_text("one two three")
        await live.pilot.press("escape")
        await live.wait_for(lambda: "normal" in live.screen_text, "the mode")
        await live.type_text("bdwbcwsix")
        await live.pilot.press("escape")
        assert composer.text == "one six "
        await live.type_text("u")
        await live.wait_for(lambda: composer.text == "one two ", "the whole change is undone")
        await live.type_text("u")
        await live.wait_for(lambda: composer.text == "one two three", "the undo")
        await live.pilot.press("ctrl+r", "ctrl+r")
        await live.wait_for(lambda: composer.text == "one six ", "the redo")
        await live.type_text("uu")
        await live.wait_for(lambda: composer.text == "one two three", "both undone")
        await live.type_text("ggvey$p")
        assert composer.text == "one two threeone"
        await live.pilot.press("enter")
        await live.wait_for(lambda: composer.text == "", "the prompt to be sent")
    # A leader may still run out after the last screen was taken down.
    assert not live.app.screen_stack
    live.app.controllers.which_key.follow_leader(LeaderKey(clock=lambda: 0.0), live.app.controllers)


def test_keys_stand_in_columns_that_fit() -> None:
    keys = [(sign, f"What {sign} does here and there") for sign in "abcdefgh"]
    assert render_next_keys(keys, 64).plain.splitlines() == [
        "a What a does here and there    e What e does here and there    ",
        "b What b does here and there    f What f does here and there    ",
        "c What c does here and there    g What g does here and there    ",
        "d What d does here and there    h What h does here and there    ",
    ]
    assert len(render_next_keys(keys, 30).plain.splitlines()) == 8
