"""A prompt that is sent before there is a server waits for it, and is sent once."""

import asyncio
from collections.abc import Callable

import pytest
from textual.widgets import Static

from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from tests.support.chaos.gate import open_gate
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("is_taken_back", [False, True])
async def test_a_prompt_sent_while_connecting_goes_out_once_there_is_a_server_unless_it_was_taken_back(
    shared_servers: Callable[[str], RealServer],
    project: Project,
    is_taken_back: bool,
) -> None:
    server = shared_servers(EMBEDDED)
    gate = asyncio.Event()
    async with open_gate(server.url, gate) as address, Client(server.url, directory=project.directory) as client:
        options = Options(directory=project.path, server=address, server_directory=project.directory)
        app = OctuiApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(100, 30)) as pilot:
            home = app.context.home
            assert home is not None
            home.composer.replace_text("say waited")
            home.composer.submit_prompt()
            await pilot.pause()
            assert app.context.server is None
            notice = home.composer.query_one("#refusal")
            assert notice.display and "will be sent when" in str(notice.render())
            assert home.composer.text == "say waited"
            home.composer.submit_prompt()
            if is_taken_back:
                home.composer.clear_prompt()
            gate.set()
            await wait_until(pilot, lambda: app.context.server is not None)
            if is_taken_back:
                await pilot.pause(0.3)
                assert await client.sessions.list() == ()
                assert not notice.display
                return
            await wait_until(pilot, lambda: app.context.chat is not None and app.screen is app.context.chat)
            (session,) = await client.sessions.list()
            while len((await client.messages.list(session.id)).messages) < 2:
                await pilot.pause(0.05)
            prompts = [m for m in (await client.messages.list(session.id)).messages if m.info.role == "user"]
            assert len(prompts) == 1
            assert home.composer.text == "" and not notice.display


async def test_keys_of_a_list_are_offered_once_something_is_listed(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(EMBEDDED)
    async with open_gate(server.url, asyncio.Event()) as address:
        options = Options(directory=project.path, server=address, server_directory=project.directory)
        app = OctuiApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(100, 30)) as pilot:
            home = app.context.home
            assert home is not None
            hints = home.query_one("#session-keys", Static)
            assert str(hints.render()) == ""
            home.composer.replace_text("find me")
            await pilot.pause()
            assert str(hints.render()) == "enter start a session"
