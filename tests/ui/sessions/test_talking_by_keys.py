"""A conversation and a terminal by keyboard alone, and what the server holds of them after each step."""

from collections.abc import Callable, Sequence

import pytest

from octui.client import Client
from octui.store import selectors
from octui.wire.messages import Message
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(params=[EMBEDDED, NEWEST, OLDEST])
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def run_slash_command(live: LiveApp, name: str, screen: str = "") -> None:
    await live.type_text(f"/{name}")
    await live.pilot.press("enter")
    if screen:
        await live.wait_for_screen(screen)


async def choose_row(live: LiveApp, typed: str, title: str) -> None:
    """Filter the list of the screen in front down to this row, and choose it."""
    await live.type_text(typed)
    await live.wait_for(lambda: live.row_titles == [title], f"{title} alone")
    await live.pilot.press("enter")


async def have_said(live: LiveApp, session_id: str, word: str) -> None:
    state = live.app.context.store.state
    await live.type_text(f"say {word}")
    await live.pilot.press("enter")
    await live.wait_for(lambda: selectors.get_last_answer_text(state, session_id) == word, word)
    await live.wait_for(lambda: not selectors.is_possibly_busy(state, session_id), "the end of the turn")


async def list_messages(client: Client, session_id: str) -> Sequence[Message]:
    return (await client.messages.list(session_id)).messages


async def test_an_agent_is_chosen_and_its_answer_forked_and_summed_up(
    server: RealServer, client: Client, project: Project
) -> None:
    """`/agent`, `/session/{id}/message`, `/session/{id}/fork`, `/session/{id}/summarize`."""
    session = await client.sessions.create(title="talk")
    async with open_live_app(server, project, session.id) as live:
        context, state = live.app.context, live.app.context.store.state

        await live.pilot.press("ctrl+x", "a")
        await live.wait_for_screen("AgentPicker")
        agents = {agent.name for agent in await client.catalog.list_agents() if agent.is_selectable}
        assert set(live.row_titles) == agents
        await choose_row(live, "pla", "plan")
        await live.wait_for_screen("ChatScreen")

        for word in ("first", "second"):
            await have_said(live, session.id, word)
        messages = await list_messages(client, session.id)
        assert [(message.info.role, message.info.agent) for message in messages] == [
            ("user", "plan"),
            ("assistant", "plan"),
        ] * 2
        assert list(selectors.list_message_ids(state, session.id)) == [message.info.id for message in messages]

        await run_slash_command(live, "fork", "MessagePicker")
        await choose_row(live, "second", "say second")
        await live.wait_for(lambda: context.session_id not in ("", session.id), "the fork")
        forked = await list_messages(client, context.session_id)
        assert [message.info.role for message in forked] == ["user", "assistant"]

        await live.wait_for(
            lambda: context.composer is not None and context.composer.text == "say second", "the prompt"
        )
        await live.pilot.press("ctrl+c")
        await run_slash_command(live, "compact")
        fork_id = context.session_id
        await live.wait_for(lambda: not selectors.is_possibly_busy(state, fork_id), "the end of the summary")
        assert sum(message.info.is_summary for message in await list_messages(client, fork_id)) == 1


async def test_a_terminal_is_opened_used_renamed_and_closed(
    server: RealServer, client: Client, project: Project
) -> None:
    """`/pty` and `/pty/{id}`."""
    session = await client.sessions.create(title="terminals")
    async with open_live_app(server, project, session.id) as live:
        terminals = live.app.controllers.terminals
        await live.pilot.press("ctrl+x", "grave_accent")
        await live.wait_for(lambda: terminals.pane is not None and terminals.pane.has_focus_within, "the terminal")
        (pty,) = await client.ptys.list()
        await live.type_text("echo $((40+2)) > answer.txt")
        await live.pilot.press("enter")
        answer = project.path / "answer.txt"
        await live.wait_for(lambda: answer.exists() and answer.read_text() == "42\n", "what was typed runs")

        await live.pilot.press("ctrl+right_square_bracket")
        await run_slash_command(live, "terminal-rename", "NameDialog")
        await live.pilot.press("ctrl+u")
        await live.type_text("build")
        await live.pilot.press("enter")
        await live.wait_for(lambda: "build" in live.screen_text, "the name")
        assert (await client.ptys.get(pty.id)).title == "build"

        await live.pilot.press("ctrl+x", "w")
        await live.wait_for(lambda: terminals.pane is None or "build" not in live.screen_text, "no terminal")
        assert not await client.ptys.list()
