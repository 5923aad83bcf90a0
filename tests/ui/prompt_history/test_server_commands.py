"""What the server offers is offered everywhere: in the palette, behind a slash, and behind an `@`."""

from collections.abc import Callable

import pytest

from octui.ui.composer.slash_commands import describe_server_command
from octui.ui.composer.text_area import PromptArea
from octui.wire.catalog import Command
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


def test_what_a_command_of_the_servers_is_is_said() -> None:
    assert describe_server_command(Command("a", "Does it")) == "Does it"
    assert describe_server_command(Command("a", "Does it", "skill")) == "skill · Does it"
    assert describe_server_command(Command("a", None, "mcp")) == "MCP prompt"


@pytest.mark.slow
async def test_commands_skills_and_resources_of_the_server_are_chosen_by_key(
    server: RealServer, project: Project
) -> None:
    async with open_live_app(server, project) as live:
        app, state = live.app, live.app.context.store.state
        composer = app.context.composer
        assert composer is not None
        state.commands = (Command("review", "Reviews it"), Command("weather", "Tells it", "skill"))
        app.action_command("session.new")
        await live.wait_for(lambda: app.context.chat is not None and isinstance(app.focused, PromptArea), "a new chat")
        composer = app.context.composer
        assert composer is not None
        await live.type_text("all of it")
        await live.pilot.press("ctrl+p")
        await live.wait_for_screen("CommandPalette")
        await live.type_text("review")
        await live.wait_for(lambda: live.row_titles[:1] == ["/review"], "found")
        await live.pilot.press("enter")
        await live.wait_for(lambda: composer.text == "/review all of it", "in the prompt, with its arguments")
        await live.pilot.press("ctrl+p")
        await live.wait_for_screen("CommandPalette")
        # Recent first.
        assert live.row_titles[0] == "/review" and live.row_titles.count("/review") == 2
        await live.pilot.press("escape")
        await live.wait_for(lambda: isinstance(app.focused, PromptArea), "closed")

        composer.replace_text("")
        app.action_command("prompt.skills")
        await live.wait_for_screen("SkillPicker")
        assert live.row_titles == ["weather"]
        await live.pilot.press("enter")
        await live.wait_for(lambda: composer.text == "/weather ", "the skill")

        composer.replace_text("")
        composer.offer.resources = lambda: ("notes",)
        await live.type_text("@not")
        await live.wait_for(lambda: "MCP resource" in live.screen_text, "offered")
        await live.pilot.press("enter")
        assert composer.text == "@notes "
        composer.submit_prompt()
        await live.wait_for(lambda: composer.text == "", "sent")
