"""What a conversation shows, changed by command, over the whole app."""

import re
from collections.abc import Callable

import pytest

from octui.client import Client
from octui.config.settings.registry import COPY_ON_SELECT, SCROLLBAR, THINKING, TIMESTAMPS
from octui.config.settings.settings import Settings
from octui.ui.transcript.widget import Transcript
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


async def test_commands_change_what_a_conversation_shows_and_the_choice_is_kept(
    server: RealServer, client: Client, project: Project
) -> None:
    session = await client.sessions.create(title="display")
    await client.prompts.send_and_wait(session.id, "think a deep thought\nsay some **bold** words")
    async with open_live_app(server, project, session.id) as live:
        app, transcript = live.app, live.app.screen.query_one(Transcript)
        await live.wait_for(lambda: "bold" in live.screen_text, "the answer")
        assert "Thought" in live.screen_text
        # The prompt is shown as it was written in any case.
        assert live.screen_text.count("**bold**") == 1
        await live.pilot.press("ctrl+x", "h")
        await live.wait_for(lambda: live.screen_text.count("**bold**") == 2, "Markdown as it was written")
        assert not re.search(r"· \d\d:\d\d", live.screen_text)
        app.action_command("session_toggle_timestamps")
        await live.wait_for(lambda: re.search(r"· \d\d:\d\d", live.screen_text), "timestamps")
        app.action_command("session.toggle.thinking")
        await live.wait_for(lambda: "Thought" not in live.screen_text, "no thinking")
        # It is said too: there may be no thinking on the screen.
        await live.wait_for_toast("Thinking is hidden.")
        assert transcript.show_vertical_scrollbar
        width = transcript.scrollable_content_region.width
        app.action_command("scrollbar_toggle")
        await live.wait_for(lambda: transcript.scrollable_content_region.width == width + 1, "no scrollbar")
        # Another session, and another octui, show it the same way.
        app.action_command("session.new")
        app.controllers.sessions.open_chat(session.id)
        await live.wait_for(lambda: live.screen_text.count("**bold**") == 2, "the session again")
        assert "Thought" not in live.screen_text
        await live.wait_for(lambda: not Settings.load_settings().get_value(SCROLLBAR), "the last choice on disk")
        kept = Settings.load_settings()
        assert (kept.get_value(THINKING), kept.get_value(TIMESTAMPS)) == (False, True)


async def test_the_last_prompt_is_one_command_away(server: RealServer, client: Client, project: Project) -> None:
    session = await client.sessions.create(title="long")
    await client.prompts.send_and_wait(session.id, "say first")
    await client.prompts.send_and_wait(session.id, "\n".join(["second prompt", *(f"say line {n}" for n in range(80))]))
    async with open_live_app(server, project, session.id) as live:
        await live.wait_for(lambda: "line 79" in live.screen_text, "the end")
        assert "second prompt" not in live.screen_text
        live.app.action_command("messages_last_user")
        await live.wait_for(lambda: "second prompt" in live.screen_text, "the last prompt")


async def test_favourite_models_come_in_turn(server: RealServer, project: Project) -> None:
    async with open_live_app(server, project) as live:
        app, context = live.app, live.app.context
        models = [(one.id, key) for one in context.store.state.providers.providers for key in one.models]
        app.action_command("model_cycle_favorite")
        await live.wait_for_toast("there is no other favourite model")
        for model in models[:2]:
            context.preferences.set_favourite_model("/".join(model), True)
        seen = []
        for command in ("model.cycle_favorite", "model.cycle_favorite", "model.cycle_favorite_reverse"):
            app.action_command(command)
            seen.append(context.resolve_selection().model)
        assert set(seen) == set(models[:2])
        assert seen[0] == seen[2] != seen[1]


async def test_what_the_mouse_selects_is_copied_only_if_that_is_chosen(
    server: RealServer, client: Client, project: Project
) -> None:
    session = await client.sessions.create(title="copies")
    await client.prompts.send_and_wait(session.id, "say selected words")
    async with open_live_app(server, project, session.id) as live:
        app, notices = live.app, live.app.context.notice_board.notices
        await live.wait_for(lambda: "Build" in live.screen_text, "the answer")
        row = next(y for y, line in enumerate(live.screen_text.splitlines()) if line.strip() == "selected words")

        async def drag() -> None:
            await live.pilot.mouse_down(offset=(2, row))
            await live.pilot.hover(offset=(16, row))
            await live.pilot.mouse_up(offset=(16, row))
            await live.wait_for(app.screen.get_selected_text, "a selection")

        await drag()
        assert not any("the selection" in notice.message for notice in notices)
        app.context.change_setting(COPY_ON_SELECT, True)
        app.screen.clear_selection()
        await drag()
        await live.wait_for_toast("the selection")
        app.action_command("messages_copy")
        await live.wait_for_toast("the last answer")
        app.action_command("session.copy")
        await live.wait_for_toast("the transcript")
