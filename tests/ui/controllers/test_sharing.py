"""Sharing, in the whole app: it is asked for first, its link stays in view, and where it is off octui says so."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from octui import VERSION
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.state import ConnectionStatus, ProvidersStatus
from octui.ui.app import OctuiApp
from octui.ui.chat.sidebar import Sidebar
from octui.ui.composer.slash_commands import list_command_entries
from octui.ui.pickers.command_palette import build_palette_rows
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from tests.server.embedded import EmbeddedServer
from tests.support.faulty_server import FaultyServer, Request, answer_event_stream, make_response, run_faulty_server
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

LINK = "https://opncd.ai/s/abc123"
SHARE = "/session/ses_1/share"


class SharingServer:
    """A server with one session, as far as sharing needs it; it publishes under `link`."""

    def __init__(self, directory: Path, *, link: str = LINK, config: str | None = None) -> None:
        self._directory = str(directory)
        self._link = link
        self._config = {"share": config} if config else {}
        self._session: dict[str, Any] = {"id": "ses_1", "title": "Plans", "directory": self._directory}
        self._session["time"] = {"created": 1, "updated": 1}

    async def reply(self, request: Request, writer: asyncio.StreamWriter) -> None:
        if await answer_event_stream(request, writer):
            return
        body = json.dumps(self._answer(request)).encode()
        writer.write(make_response("200 OK", "application/json", body))
        await writer.drain()

    def _answer(self, request: Request) -> object:
        match request.method, request.path:
            case "POST", path if path == SHARE:
                return {**self._session, "share": {"url": self._link}}
            case "DELETE", path if path == SHARE:
                return self._session
        paths: dict[str, object] = {
            "/global/health": {"healthy": True, "version": "1.18.33"},
            "/session": [self._session],
            "/session/ses_1": self._session,
            "/config": self._config,
            "/path": {"home": "/home/user", "directory": self._directory, "worktree": self._directory},
            "/project/current": {"id": "p", "worktree": self._directory, "time": {"created": 1}},
            "/provider": {"all": [], "default": {}, "connected": []},
        }
        lists = ("/file", "/message", "/todo", "/children", "/permission", "/question", "/agent", "/command", "/lsp")
        return paths.get(request.path, [] if request.path.endswith(lists) else {})


@asynccontextmanager
async def run_app(url: str, directory: Path, session: str = "") -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    options = Options(directory=directory, server=url, server_directory=str(directory), session=session or None)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot:
        await wait_until(pilot, lambda: app.context.store.state.connection.status is ConnectionStatus.LIVE)
        await wait_until(
            pilot, lambda: not session or (app.context.session is not None and app.screen is app.context.chat)
        )
        yield app, pilot


async def wait_for_toast(app: OctuiApp, pilot: Pilot[int], text: str) -> None:
    await wait_until(pilot, lambda: any(text in toast.message for toast in app._notifications))


async def wait_for_dialog(app: OctuiApp, pilot: Pilot[int]) -> None:
    await wait_until(pilot, lambda: isinstance(app.screen, ConfirmDialog) and app.screen.focused is not None)


def list_shared_lines(app: OctuiApp) -> list[str]:
    assert app.context.chat is not None
    return [row.line.text for row in app.context.chat.query_one(Sidebar).line_rows if "://" in row.line.text]


def find_obstacles(app: OctuiApp) -> dict[str, str]:
    """What stands in the way of the commands in the palette; the slash list says the same."""
    rows = {row.id: row.detail for row in build_palette_rows(app.controllers) if row.is_muted}
    entries = list_command_entries(app.context.store.state, app.controllers)
    named = {entry.id: entry.obstacle for entry in entries if entry.obstacle}
    assert named.items() <= rows.items()
    return rows


def count_shares(server: FaultyServer) -> list[str]:
    return [request.method for request in server.count_requests(SHARE)]


async def test_a_session_is_shared_once_the_person_agrees_and_its_link_stays_in_the_sidebar(tmp_path: Path) -> None:
    async with (
        run_faulty_server(SharingServer(tmp_path).reply) as server,
        run_app(server.url, tmp_path, "ses_1") as (app, pilot),
    ):
        await wait_until(pilot, lambda: app.context.store.state.providers_status is ProvidersStatus.KNOWN)
        obstacles = find_obstacles(app)
        assert obstacles["session.unshare"] == "the session is not shared"
        assert obstacles["session.undo"] == "there is no prompt to undo"
        assert obstacles["session.timeline"] == "there is no prompt to jump to"
        assert obstacles["session.compact"] == "there is nothing to summarize"
        assert obstacles["session.interrupt"] == "the agent is idle"
        assert obstacles["messages.copy"] == "there is no answer yet"
        assert obstacles["model.cycle_favorite"] == "there is no other favourite model"
        assert "session.share" not in obstacles
        app.action_command("session.unshare")
        assert "the session is not shared" in app.context.notice_board.notices[-1].message
        app.action_command("session.share")
        await wait_for_dialog(app, pilot)
        assert count_shares(server) == []
        await pilot.press("enter")
        await pilot.pause()
        assert count_shares(server) == []
        app.action_command("session.share")
        await wait_for_dialog(app, pilot)
        await pilot.press("tab", "enter")
        await wait_for_toast(app, pilot, "the link to the session")
        await wait_until(pilot, lambda: list_shared_lines(app) == [LINK])
        assert count_shares(server) == ["POST"]
        assert "session.unshare" not in find_obstacles(app)
        app.action_command("session.unshare")
        await wait_for_toast(app, pilot, "no longer shared")
        await wait_until(pilot, lambda: not list_shared_lines(app))
        assert count_shares(server) == ["POST", "DELETE"]


async def test_where_the_configuration_disables_sharing_nothing_is_asked_and_nothing_sent(tmp_path: Path) -> None:
    async with (
        run_faulty_server(SharingServer(tmp_path, config="disabled").reply) as server,
        run_app(server.url, tmp_path, "ses_1") as (app, pilot),
    ):
        app.action_command("session.share")
        await wait_for_toast(app, pilot, "Sharing is off here")
        assert not isinstance(app.screen, ConfirmDialog)
        assert count_shares(server) == []


async def test_a_server_that_returns_no_link_has_sharing_off(tmp_path: Path) -> None:
    async with (
        run_faulty_server(SharingServer(tmp_path, link="").reply) as server,
        run_app(server.url, tmp_path, "ses_1") as (app, pilot),
    ):
        app.action_command("session.share")
        await wait_for_dialog(app, pilot)
        await pilot.press("tab", "enter")
        await wait_for_toast(app, pilot, "Sharing is off here")
        assert list_shared_lines(app) == []


async def test_the_embedded_server_says_that_sharing_is_off(tmp_path: Path) -> None:
    embedded = EmbeddedServer(VERSION, tmp_path / "home")
    embedded.start()
    try:
        async with run_app(embedded.url, tmp_path) as (app, pilot):
            assert app.context.server is not None
            session = await app.context.server.client.sessions.create()
            app.controllers.sessions.loader.add_session(session)
            app.controllers.sessions.open_chat(session.id)
            assert find_obstacles(app)["session.share"] == "octui's embedded server does not publish sessions"
            app.action_command("session.share")
            await wait_for_toast(app, pilot, "does not publish sessions")
    finally:
        embedded.stop()
