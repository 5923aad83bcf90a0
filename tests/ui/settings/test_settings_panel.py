"""The settings screen, by its keys, over the whole app."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from octui.config.options import Options
from octui.config.paths import get_config_folder
from octui.config.preferences import PreferencesStore
from octui.config.settings import registry, settings
from octui.config.settings.registry import REDUCED_MOTION, SETTINGS, THEME_MODE
from octui.config.settings.setting import Setting
from octui.config.settings.settings import Settings
from octui.ui.app import OctuiApp
from octui.ui.panels.form import FormDialog
from octui.ui.panels.panel import Panel
from octui.ui.settings import controller
from octui.ui.theming.picker import ThemePicker
from tests.server.embedded import EmbeddedServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

LINES = Setting(name="lines", group="Test", default=1000, summary="How many lines.", least=1, most=5000)


@asynccontextmanager
async def show_settings(embedded: EmbeddedServer, tmp_path: Path) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    options = Options(directory=tmp_path, server=embedded.url)
    app = OctuiApp(options, PreferencesStore.load_preferences(), Settings.load_settings())
    async with app.run_test(size=(100, 40)) as pilot:
        app.action_command("settings.show")
        await wait_until(pilot, lambda: isinstance(app.screen, Panel) and bool(app.screen.query("FilterInput")))
        yield app, pilot


def find_row(app: OctuiApp, setting: Setting[bool] | Setting[int] | Setting[str]) -> str:
    assert isinstance(app.screen, Panel)
    return next(row.detail for row in app.screen.listed_rows if row.id == setting.name)


async def wait_for_row(app: OctuiApp, pilot: Pilot[int], setting: Setting[Any], shown: str) -> None:
    """The list follows a change in a slice of time of its own."""
    await wait_until(pilot, lambda: find_row(app, setting) == shown)


async def select(app: OctuiApp, pilot: Pilot[int], name: str) -> None:
    panel = app.screen
    assert isinstance(panel, Panel)
    await pilot.press("home")
    await pilot.pause()
    while panel.selected_row is None or panel.selected_row.id != name:
        await pilot.press("down")
        await pilot.pause()


async def test_settings_are_listed_changed_by_key_and_saved(
    embedded: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCTUI_REDUCED_MOTION", "")
    for module in (registry, settings, controller):
        monkeypatch.setattr(module, "SETTINGS", (*SETTINGS, LINES))
    async with show_settings(embedded, tmp_path) as (app, pilot):
        path = get_config_folder() / "octui.toml"
        assert isinstance(app.screen, Panel)
        assert {row.id for row in app.screen.listed_rows} == {setting.name for setting in (*SETTINGS, LINES)}
        assert find_row(app, THEME_MODE) == '"auto"'

        await select(app, pilot, THEME_MODE.name)
        await pilot.press("enter", "enter")
        await wait_for_row(app, pilot, THEME_MODE, '"light" · set here')
        assert app.theme == "octui-light"
        await pilot.press("left")
        assert app.theme == "octui-dark"

        await select(app, pilot, REDUCED_MOTION.name)
        await pilot.press("space")
        assert app.animation_level == "none"

        await select(app, pilot, LINES.name)
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("0", "enter")
        await pilot.pause()
        assert isinstance(app.screen, FormDialog), "10000 is not allowed"
        await pilot.press("backspace", "backspace", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, Panel))
        await wait_for_row(app, pilot, LINES, "100 · set here")
        expected = {"theme_mode": "dark", "reduced_motion": True, "lines": 100}
        await wait_until(pilot, lambda: path.exists() and tomllib.loads(path.read_text()) == expected)

        await pilot.press("backspace")
        await wait_for_row(app, pilot, LINES, "1000")
        await wait_until(pilot, lambda: "lines" not in tomllib.loads(path.read_text()))

        await select(app, pilot, "theme")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ThemePicker))


async def test_a_value_of_the_environment_is_named_as_such_and_not_changed(
    embedded: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCTUI_REDUCED_MOTION", "yes")
    async with show_settings(embedded, tmp_path) as (app, pilot):
        assert app.animation_level == "none"
        assert find_row(app, REDUCED_MOTION) == "true · from OCTUI_REDUCED_MOTION"
        await select(app, pilot, REDUCED_MOTION.name)
        await pilot.press("enter")
        assert find_row(app, REDUCED_MOTION) == "true · from OCTUI_REDUCED_MOTION"
