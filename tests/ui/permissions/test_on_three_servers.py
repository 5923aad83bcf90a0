"""From the card to the list of what was allowed, by keyboard, on both versions of OpenCode and the embedded server."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.store.state import ConnectionStatus, State
from octui.ui.app import OctuiApp
from octui.ui.approvals.permission_view import PermissionView
from octui.ui.permissions.picker import PermissionsPicker
from octui.ui.permissions.rows import ABOUT, ALLOWED
from octui.ui.pickers.rows import Heading, PickerRow
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer

pytestmark = [pytest.mark.slow, pytest.mark.real]

WAIT_SECONDS = 110.0


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))


async def test_what_is_allowed_is_said_on_the_card_listed_and_revoked(server: RealServer, project: Project) -> None:
    options = Options(directory=project.path, server=server.url, server_directory=project.directory)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot, asyncio.timeout(WAIT_SECONDS):

        async def wait_until(condition: Callable[[], object]) -> None:
            while not condition():
                await pilot.pause(0.05)

        def state() -> State:
            return app.context.store.state

        def find_text() -> str:
            rows = app.screen._compositor.render_strips()
            return " ".join("".join(segment.text for row in rows for segment in row).replace("▌", " ").split())

        async def prompt(text: str) -> None:
            app.context.composer.replace_text(text)  # type: ignore[union-attr]
            app.context.composer.submit_prompt()  # type: ignore[union-attr]

        def get_view() -> PermissionView | None:
            card = app.context.chat.dock.current_card if app.context.chat is not None else None
            return card.view if card is not None and isinstance(card.view, PermissionView) else None

        async def choose(option: str, done: Callable[[], object]) -> None:
            """Press keys when the card listens, until the option is selected and then until it was chosen."""
            while not done():
                await pilot.pause(0.05)
                view = get_view()
                if view is None or not app.screen.query("RequestCard.-listening"):
                    continue
                selected = view.button_row.selected_option
                await pilot.press("enter" if selected is not None and selected.id == option else "right")

        def list_rows(group: str) -> list[PickerRow]:
            assert isinstance(app.screen, PermissionsPicker)
            lines = app.screen._row_list.listed_lines
            return [line for line in lines if not isinstance(line, Heading) and line.group == group]

        async def show_permissions() -> None:
            app.action_command("permission.list")
            await wait_until(lambda: isinstance(app.screen, PermissionsPicker) and app.screen.is_mounted)
            await pilot.pause()

        await wait_until(lambda: state().connection.status is ConnectionStatus.LIVE and state().agents)
        app.action_command("session.new")
        await wait_until(lambda: app.context.chat is not None and app.screen is app.context.chat)
        await pilot.pause()
        await prompt("run touch made.txt")
        await wait_until(lambda: selectors.list_pending_requests(state()))
        await choose("always", lambda: "requests that match these patterns" in find_text())
        if not state().connection.embedded:
            assert "Until the server restarts or reloads its settings" in find_text()
            await choose("confirm", (project.path / "made.txt").exists)
            await show_permissions()
            assert "forgotten when this server restarts" in list_rows(ABOUT)[0].title
            assert list_rows(ALLOWED) == []
            asks = [row for row in app.screen._row_list.listed_lines if isinstance(row, PickerRow)]  # type: ignore[attr-defined]
            assert any((row.title, row.detail) == ("bash  *", "ask") for row in asks)
            return
        assert "Until the server ends" in find_text()
        assert "in this session and its subagents only" in find_text()
        await choose("directory", (project.path / "made.txt").exists)
        await show_permissions()
        (grant,) = list_rows(ALLOWED)
        assert grant.detail == "This folder, kept · now · not used yet"
        await wait_until(lambda: "is allowed without asking in every session of" in find_text())
        headings = [line.text for line in app.screen._row_list.listed_lines if isinstance(line, Heading)]  # type: ignore[attr-defined]
        assert any(text.startswith("Rules: the project's") and "opencode.json" in text for text in headings)
        await pilot.press("ctrl+d")
        assert len(list_rows(ALLOWED)) == 1
        await pilot.press("ctrl+d")
        await wait_until(lambda: list_rows(ALLOWED) == [])
        await pilot.press("ctrl+d")
        await wait_until(lambda: "only what you allowed can be revoked here" in find_text())
        await pilot.press("escape")
        assert app.context.server is not None
        assert (await app.context.server.client.permissions.get_overview()).grants == ()
