"""MCP servers that others add while octui runs are shown, whether or not the server reports them."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from octui.ui.chat.sidebar import Sidebar
from octui.wire.mcp import McpLocal
from tests.support import mcp_server
from tests.support.real_opencode import EMBEDDED, NEWEST, Project, RealServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.real

DEMO = McpLocal(command=(sys.executable, mcp_server.__file__))


@asynccontextmanager
async def open_chat(server: RealServer, project: Project) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    options = Options(directory=project.path, server=server.url, server_directory=project.directory, continue_=True)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot:
        # The sidebar is filled in the same step: whatever is read later is read because of something that happened.
        await wait_until(
            pilot,
            lambda: app.context.chat is not None and app.context.store.state.agents and list_shown_lines(app),
        )
        yield app, pilot


def list_shown_lines(app: OctuiApp) -> list[str]:
    chat = app.context.chat
    return [row.line.text for row in chat.query_one(Sidebar).line_rows] if chat is not None and chat.is_mounted else []


@pytest.mark.parametrize("version", [NEWEST, EMBEDDED])
async def test_a_server_that_was_added_appears(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    async with Client(server.url, directory=project.directory) as other, open_chat(server, project) as (app, pilot):
        await other.mcp.add("first", DEMO)
        if version != EMBEDDED:
            # OpenCode reports nothing of it: it is read when the sidebar is opened …
            app.action_command("session.sidebar.toggle")
            await pilot.pause(0.1)
            app.action_command("session.sidebar.toggle")
        await wait_until(pilot, lambda: "first" in list_shown_lines(app))
        await other.mcp.add("second", DEMO)
        if version != EMBEDDED:
            # … and when a turn has ended.
            session = await other.sessions.create()
            await other.prompts.send(session.id, "say hello")
        await wait_until(pilot, lambda: "second" in list_shown_lines(app))


async def test_a_heartbeat_while_octui_closes_asks_for_nothing_of_a_chat_that_is_gone(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    async with open_chat(shared_servers(EMBEDDED), project) as (app, _):
        chat = app.context.chat
        assert chat is not None
        assert chat.is_sidebar_shown
    assert not chat.is_sidebar_shown
    app.context.refresh_helper_servers()
    chat.refresh_chrome()
