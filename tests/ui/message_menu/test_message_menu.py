"""The message menu, by keyboard on every server: what it changes is what the server has afterwards."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.client.errors import NotFound
from octui.ui.message_menu.raw_view import RawJsonScreen
from octui.wire.parts import TextPart
from tests.support.real_opencode import EMBEDDED, OLDEST, VERSIONS, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]

DELETE_WHOLE, NO_DELETE = "Delete message", "cannot delete messages"


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def open_menu(live: LiveApp, *moves: str) -> None:
    await live.pilot.press("alt+up", *moves, "m")
    await live.wait_for_screen("MessageMenu")


async def choose_row(live: LiveApp, title: str, typed: str) -> None:
    await live.pilot.press(*typed)
    await live.wait_for(lambda: live.row_titles and live.row_titles[0].startswith(title), title)
    await live.pilot.press("enter")


async def confirm_deletion(live: LiveApp) -> None:
    await live.wait_for_screen("ConfirmDialog")
    await live.pilot.press("tab", "enter")


async def test_what_the_menu_of_a_message_does_is_done_on_the_server(
    server: RealServer, client: Client, project: Project
) -> None:
    session = await client.sessions.create(title="menu")
    await client.prompts.send_and_wait(session.id, "say first")
    await client.prompts.send_and_wait(session.id, "say second")
    page = await client.messages.list(session.id)
    prompt, second = page.messages[0].info.id, page.messages[2].info.id

    async def read_texts() -> list[str]:
        page = await client.messages.list(session.id)
        return [part.text.strip() for each in page.messages for part in each.parts if isinstance(part, TextPart)]

    async with open_live_app(server, project, session.id) as live:
        app = live.app
        # Reverting puts the prompt back; no file was changed, so nothing is asked.
        await open_menu(live, "p")
        await choose_row(live, "Revert to here", "revert")
        await live.wait_for(lambda: app.context.session is not None and app.context.session.revert, "reverted")
        reverted = (await client.sessions.get(session.id)).revert
        assert reverted is not None
        assert reverted.message_id == second
        await live.wait_for(lambda: app.context.composer is not None and app.context.composer.text == "say second", "")
        app.action_command("session.redo")
        await live.wait_for(lambda: app.context.session is not None and not app.context.session.revert, "redone")
        # The JSON, as the server has it.
        await live.pilot.press("ctrl+c")
        await open_menu(live, "p", "p")
        assert "Copy text" in live.row_titles
        await choose_row(live, "Raw JSON", "raw")
        raw = await live.wait_for_screen("RawJsonScreen")
        assert isinstance(raw, RawJsonScreen)
        await live.wait_for(lambda: f'"id": "{prompt}"' in raw.json_text, "the JSON")
        await live.pilot.press("escape")
        # Editing the text of the prompt.
        await open_menu(live)
        await choose_row(live, "Edit text", "edit")
        await live.wait_for_screen("TextEditor")
        await live.pilot.press(*"-e", "ctrl+s")
        await live.wait_for_toast("The text was changed")
        assert "say first-e" in await read_texts()
        await live.wait_for(lambda: "say first-e" in live.screen_text, "the edited prompt")
        # After an answer, a fork has that answer and nothing of what follows.
        await open_menu(live, "down")
        await choose_row(live, "Fork after this answer", "fork")
        await live.wait_for(lambda: app.context.session_id != session.id, "the fork")
        copied = await client.messages.list(app.context.session_id)
        assert [each.info.role for each in copied.messages] == ["user", "assistant"]
        # Deleting a part is asked first, and the safe button has the focus.
        app.controllers.sessions.open_chat(session.id)
        await live.wait_for(lambda: "say second" in live.screen_text, "the session again")
        await open_menu(live, "p", "p", "down")
        await choose_row(live, "Delete this part", "this")
        await live.wait_for_screen("ConfirmDialog")
        await live.pilot.press("enter")
        assert "first" in await read_texts()
        await open_menu(live)
        await choose_row(live, "Delete this part", "this")
        await confirm_deletion(live)
        while "first" in await read_texts():
            await live.pilot.pause(0.02)
        # Deleting a whole message, where the server can.
        await open_menu(live, "g", "up", "up", "up")
        if server.version == OLDEST:
            assert NO_DELETE in live.rows[DELETE_WHOLE].detail
            await choose_row(live, DELETE_WHOLE, "message")
            await live.wait_for_toast(NO_DELETE)
            assert (await client.messages.get(session.id, prompt)).info.id == prompt
        else:
            await choose_row(live, DELETE_WHOLE, "message")
            await confirm_deletion(live)
            await live.wait_for(lambda: "say first-e" not in live.screen_text, "the prompt is removed")
            with pytest.raises(NotFound):
                await client.messages.get(session.id, prompt)
