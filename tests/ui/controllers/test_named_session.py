"""octui is told at its start which session to open: the chat is there before the server, and the overview on demand."""

import asyncio

import pytest

from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from octui.ui.screens.presence import has_widgets
from tests.server.embedded import EmbeddedServer
from tests.support.chaos.gate import open_gate
from tests.support.real_opencode import Project
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow

UNKNOWN = "ses_0123456789abcdefghijklmnop"


@pytest.fixture(autouse=True)
def trusted(embedded: EmbeddedServer, project: Project) -> None:
    """No dialog about the folder's files comes between."""
    embedded.trust_folder(project.directory)


async def test_the_overview_is_made_when_it_is_first_asked_for(embedded: EmbeddedServer, project: Project) -> None:
    async with Client(embedded.url, directory=project.directory) as other:
        session = await other.sessions.create(title="Named")
    async with open_live_app(embedded, project, session.id) as live:
        app = live.app
        assert app.context.home is None
        app.action_command("session.home")
        await live.wait_for_screen("SessionsScreen")
        await live.wait_for(lambda: "Named" in live.row_titles, "the session in the list")
        assert app.context.chat is None
        await live.pilot.press("down", "enter")
        await live.wait_for(lambda: app.context.session_id == session.id, "the session again")
        app.action_command("session.home")
        await live.wait_for(lambda: app.screen is app.context.home, "the same overview")


@pytest.mark.parametrize("is_known", [True, False])
async def test_words_typed_before_there_is_a_server_stay_in_the_prompt(
    embedded: EmbeddedServer, project: Project, is_known: bool
) -> None:
    gate = asyncio.Event()
    async with open_gate(embedded.url, gate) as address, Client(embedded.url, directory=project.directory) as client:
        session_id = (await client.sessions.create(title="Named")).id if is_known else UNKNOWN
        options = Options(
            directory=project.path, server=address, server_directory=project.directory, session=session_id
        )
        app = OctuiApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            live = LiveApp(app, pilot)
            chat = app.context.chat
            assert chat is not None
            await live.wait_for(lambda: has_widgets(chat) and chat.focused, "a prompt to type into")
            await live.type_text("early words")
            gate.set()
            if is_known:
                await live.wait_for(lambda: app.context.session, "the session")
            else:
                await live.wait_for_toast("Could not open the session")
                await live.wait_for_screen("SessionsScreen")
            composer = app.context.composer
            assert composer is not None
            await live.wait_for(lambda: composer.text == "early words", "the words")
            assert composer.session_id == (session_id if is_known else "")
            if is_known:
                await live.pilot.press("enter")
                await live.wait_for(lambda: not composer.text, "sent")
                prompts = (await client.messages.list(session_id)).messages
                assert [getattr(part, "text", "") for part in prompts[0].parts] == ["early words"]


@pytest.mark.parametrize("prompt", [None, "say hello"])
async def test_a_prompt_meant_for_a_model_or_an_agent_that_the_server_does_not_have_is_not_sent(
    embedded: EmbeddedServer, project: Project, prompt: str | None
) -> None:
    options = Options(
        directory=project.path,
        server=embedded.url,
        server_directory=project.directory,
        model="scripted/missing",
        agent="absent",
        prompt=prompt,
    )
    ending = " Your prompt was not sent." if prompt else ""
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        live = LiveApp(app, pilot)
        for sentence in (
            "This server has no model scripted/missing. Using scripted/scripted. /models lists what it has.",
            "This server has no agent absent. Using build. /agents lists what it has.",
        ):
            await live.wait_for_toast(f"{sentence}{ending}")
        await live.wait_for(lambda: app.context.composer is not None and app.context.composer.text == (prompt or ""))
        async with Client(embedded.url, directory=project.directory) as client:
            assert list(await client.sessions.list()) == []
