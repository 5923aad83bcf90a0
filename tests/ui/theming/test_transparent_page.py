"""Themes whose background is `none`: the terminal's own shows through."""

import json
from pathlib import Path

import pytest
from rich.color import ColorType

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.config.settings.settings import Settings
from octui.ui.app import OctuiApp
from octui.ui.theming.terminal_colours import TerminalColours
from octui.ui.theming.textual_theme import make_textual_theme
from octui.ui.theming.transparent_page import find_page_filter
from tests.server.embedded import EmbeddedServer

BASE = {"primary": "#5f87ff", "text": "#eeeeee", "textMuted": "#999999"}


@pytest.mark.parametrize(("background", "is_transparent"), [("none", True), ("#101010", False)])
def test_only_a_page_without_a_colour_is_left_unpainted(background: str, is_transparent: bool) -> None:
    theme = make_textual_theme("glass", {**BASE, "background": background}, TerminalColours(), dark=True)
    assert (find_page_filter(theme) is not None) is is_transparent


@pytest.mark.slow
async def test_the_page_is_not_painted_and_what_lies_on_it_is(
    embedded: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    folder = tmp_path / "xdg" / "opencode" / "themes"
    folder.mkdir(parents=True)
    names = ("secondary", "accent", "error", "warning", "success", "info")
    tokens = {**BASE, **dict.fromkeys(names, "#5f87ff"), "background": "none"}
    (folder / "glass.json").write_text(json.dumps({"theme": tokens}))
    options = Options(directory=tmp_path, server=embedded.url, theme="glass")
    app = OctuiApp(options, PreferencesStore.load_preferences(), Settings.load_settings())

    def list_grounds() -> set[str]:
        strips = app.screen._compositor.render_strips()
        grounds = [segment.style.bgcolor for strip in strips for segment in strip if segment.style is not None]
        return {"default" if ground is None or ground.type is ColorType.DEFAULT else ground.name for ground in grounds}

    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        page = app.current_theme.background
        assert page is not None
        assert "default" in list_grounds()
        assert page.lower() not in list_grounds()
        assert len(list_grounds()) > 1
        app.action_command("command.palette.show")
        await pilot.pause()
        assert len(list_grounds()) > 1
        app.controllers.themes.choose_theme("dracula")
        await pilot.pause()
        app.pop_screen()
        await pilot.pause()
        assert "default" not in list_grounds()
