"""Choosing a prompt shows its place in the conversation; arrows move between subagents."""

from collections.abc import Callable

import pytest

from octui.client import Client
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


async def test_the_conversation_follows_the_list_of_prompts_and_goes_back_without_a_choice(
    server: RealServer, client: Client, project: Project
) -> None:
    session = await client.sessions.create(title="places")
    for name in ("alpha", "beta", "gamma"):
        lines = (f"say {name} line {number}" for number in range(60))
        await client.prompts.send_and_wait(session.id, "\n".join([f"prompt {name}", *lines]))
    async with open_live_app(server, project, session.id) as live:
        app = live.app
        assert app.context.chat is not None
        transcript = app.context.chat.transcript
        await live.wait_for(lambda: "gamma line 59" in live.screen_text, "the end")

        def read_top() -> str:
            strips = transcript.render_lines(transcript.outer_size.region)
            return " ".join(strip.text for strip in strips[:4])

        for command in ("session.timeline", "session.fork"):
            app.action_command(command)
            await live.wait_for_screen("MessagePicker")
            await live.pilot.press("end")
            await live.wait_for(lambda: "prompt alpha" in read_top(), "the place of the oldest prompt")
            await live.pilot.press("up")
            await live.wait_for(lambda: "prompt beta" in read_top(), "the place of the prompt before it")
            await live.pilot.press("escape")
            await live.wait_for(lambda: transcript.is_following, "the end again")
        app.action_command("session.timeline")
        await live.wait_for_screen("MessagePicker")
        await live.pilot.press("end", "enter")
        await live.wait_for(lambda: app.screen is app.context.chat and "prompt alpha" in read_top(), "the chosen place")


async def test_arrows_move_between_subagents_while_the_prompt_is_empty(
    server: RealServer, client: Client, project: Project
) -> None:
    parent = await client.sessions.create(title="parent")
    children = [(await client.sessions.create(title=title, parent_id=parent.id)).id for title in ("one", "two")]
    async with open_live_app(server, project, parent.id) as live:
        app = live.app
        assert app.context.composer is not None
        await live.wait_for(app.controllers.sessions.has_children, "the subagents")
        await live.pilot.press("right", "up")
        assert app.context.session_id == parent.id
        await live.pilot.press("ctrl+x", "down")
        await live.wait_for(lambda: app.context.session_id in children, "a subagent")
        first = app.context.session_id
        await live.wait_for(lambda: "Subagent" in live.screen_text, "the line about it")
        await live.pilot.press("right")
        await live.wait_for(lambda: app.context.session_id in set(children) - {first}, "the next one")
        await live.pilot.press("left")
        await live.wait_for(lambda: app.context.session_id == first, "the previous one")
        # With a text the arrows move in it.
        await live.pilot.press("a", "left", "up")
        assert app.context.session_id == first
        await live.pilot.press("delete", "up")
        await live.wait_for(lambda: app.context.session_id == parent.id, "the parent")
        # A server without background subagents says so, once asked, and the command then says why it cannot.
        subagents = app.controllers.subagents
        subagents.release_subagents()
        await live.wait_for_toast("cannot keep subagents in the background")
        assert "cannot keep subagents" in subagents.find_background_obstacle()
