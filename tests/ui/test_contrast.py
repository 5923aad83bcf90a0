"""Themes on every kind of screen: what is drawn can be read. The cells are taken from the compositor.

A few themes that differ most are drawn here, and others on the walk of test_idle_screens.py through every screen;
what all of them can make is computed in theming/test_theme_contrast.py.
"""

import json
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.config.settings.registry import THEME, THEME_MODE
from octui.store import selectors
from octui.ui.app import OctuiApp
from octui.ui.approvals.request_card import RequestCard
from tests.server.embedded import EmbeddedServer
from tests.support.drawn_cells import DrawnText
from tests.support.waiting import wait_until
from tests.ui.readability import list_unreadable

pytestmark = pytest.mark.slow

THEMES = (("octui", "light"), ("solarized", "light"), ("stranger", "dark"))
HIDING = ("primary", "secondary", "accent", "error", "warning", "success", "info", "text", "textMuted", "background")
STRANGER = dict.fromkeys((*HIDING, "borderActive", "diffAddedBg"), "#333333") | {
    "backgroundPanel": "#dddddd",
    "diffRemovedBg": "#eeeeee",
}
"""A theme that would hide all text, and what a permission card asks for."""

DIALOGS = ("command.palette.show", "model.list", "theme.switch", "help.show")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "f.py").write_text("def add(a, b):\n    return a + b  # the sum\n")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


EDIT = "replace return a + b with return a - b in f.py"


@asynccontextmanager
async def open_chat(embedded: EmbeddedServer, shop: Path) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    """octui with an answer in Markdown, a tool call, and a permission card with a diff."""
    options = Options(directory=shop, server=embedded.url, server_directory=str(shop), prompt="help")
    app = OctuiApp(options, PreferencesStore.load_preferences())
    state = app.context.store.state
    async with app.run_test(size=(140, 42)) as pilot:
        await wait_until(pilot, lambda: selectors.get_last_answer_text(state, app.context.session_id), "an answer")
        await wait_until(pilot, lambda: not selectors.is_busy(state, app.context.session_id), "the end of the run")
        await wait_until(pilot, lambda: app.context.composer and app.context.composer.has_focus_within, "the prompt")
        await pilot.press(*EDIT)
        await wait_until(pilot, lambda: app.context.composer and app.context.composer.text == EDIT, "what was typed")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.query(RequestCard), "a card")
        yield app, pilot


async def list_unreadable_in_themes(app: OctuiApp, pilot: Pilot[int]) -> list[tuple[str, float, DrawnText]]:
    found = []
    for name, mode in THEMES:
        app.context.settings.change_value(THEME_MODE, mode)
        app.context.settings.change_value(THEME, name)
        await pilot.pause()
        await pilot.pause()
        found += list_unreadable(app)
    return found


async def test_themes_can_be_read_in_a_conversation_a_permission_card_and_dialogs(
    embedded: EmbeddedServer, shop: Path
) -> None:
    folder = shop / ".opencode" / "themes"
    folder.mkdir(parents=True)
    (folder / "stranger.json").write_text(json.dumps({"theme": STRANGER}))
    async with open_chat(embedded, shop) as (app, pilot):
        assert await list_unreadable_in_themes(app, pilot) == []
        assert app.current_theme.name == THEMES[-1][0]
        for command in DIALOGS:
            app.action_command(command)
            await wait_until(pilot, lambda: isinstance(app.screen, ModalScreen))
            assert await list_unreadable_in_themes(app, pilot) == [], command
            app.pop_screen()
        app.action_command("session.home")
        await wait_until(pilot, lambda: app.screen is app.context.home)
        assert await list_unreadable_in_themes(app, pilot) == []
