"""Folder trust in the whole app: a folder that asks for something is asked about, and /trust takes a decision back."""

from pathlib import Path

import pytest

from octui import VERSION
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from octui.ui.approvals.trust_screen import FolderTrustScreen
from octui.ui.help.screen import HelpScreen
from octui.ui.trusted_folders.picker import TrustedFoldersPicker
from octui.wire.access.trust import TrustState
from tests.server.embedded import EmbeddedServer
from tests.support.drawn_cells import read_screen
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow


async def test_a_folder_is_asked_about_by_itself_and_trust_can_be_taken_back(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "opencode.json").write_text('{"mcp": {"m": {"type": "local", "command": ["false"]}}}')
    embedded = EmbeddedServer(VERSION, tmp_path / "home")
    embedded.start()
    options = Options(directory=folder, server=embedded.url, server_directory=str(folder))
    app = OctuiApp(options, PreferencesStore.load_preferences())
    try:
        async with app.run_test(size=(120, 42)) as pilot:

            async def choose(*keys: str) -> None:
                await wait_until(pilot, lambda: bool(app.screen.query("RequestCard.-listening")))
                await pilot.press(*keys)

            async def read_state() -> TrustState:
                assert app.context.server is not None
                return (await app.context.server.client.trust.get()).state

            await wait_until(pilot, lambda: isinstance(app.screen, FolderTrustScreen))
            await choose("right", "enter")
            await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
            await pilot.press("escape")
            await choose("left", "left", "enter")
            await wait_until(pilot, lambda: not isinstance(app.screen, FolderTrustScreen))
            assert await read_state() == "trusted"
            app.action_command("folder.trust.list")
            await wait_until(pilot, lambda: isinstance(app.screen, TrustedFoldersPicker))
            await wait_until(pilot, lambda: "Trusted with mcp mcp.m in" in read_screen(app))
            assert "✓" in read_screen(app) and "1 thing · now" in read_screen(app)
            await pilot.press("ctrl+d", "ctrl+d")
            await wait_until(pilot, lambda: "No decisions about folders yet." in read_screen(app))
            assert await read_state() == "undecided"
            await pilot.press("escape")
            app.action_command("folder.trust")
            await wait_until(pilot, lambda: isinstance(app.screen, FolderTrustScreen))
            await choose("left", "enter")
            await wait_until(pilot, lambda: not isinstance(app.screen, FolderTrustScreen))
            app.action_command("folder.trust")
            await wait_until(pilot, lambda: isinstance(app.screen, FolderTrustScreen))
            await choose("left", "enter")
            await wait_until(pilot, lambda: not isinstance(app.screen, FolderTrustScreen))
            assert await read_state() == "undecided"
            (folder / "opencode.json").write_text('{"mcp": {')
            assert app.context.server is not None
            await app.context.server.client.server.dispose_instance()
            await wait_until(
                pilot, lambda: any("opencode.json could" in note.message for note in app.context.notice_board.notices)
            )
    finally:
        embedded.stop()
