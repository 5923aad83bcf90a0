"""Idle is idle: a screen at rest wakes octui up at most twice a second, whichever screen it is."""

from itertools import cycle
from pathlib import Path
from typing import Final

import pytest

from octui.config.themes.theme_folders import list_included_themes
from octui.ui.pickers.line_input import LineInput
from octui.ui.terminal.widget import Terminal
from tests.server.embedded import EmbeddedServer
from tests.support.scripted_model import ScriptedModel
from tests.ui.loop_wakeups import find_unrest
from tests.ui.pictures.gallery import (
    SCENES,
    Gallery,
    Scene,
    make_shop,
    open_by,
    open_gallery,
)
from tests.ui.pictures.picture import draw_picture, list_differences

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

AWAITED: Final = {
    "agents": "plan",
    "config": "opencode.json",
    "diff": "RATES.get",
    "files": "1 changed",
    "mcp": "No MCP servers",
    "models": "Second Scripted",
    "permissions": "webfetch",
    "providers": "Anthropic",
    "search": "Type to search",
    "themes": "catppuccin",
    "variant.list": "high",
}
"""What the last of a scene's content is, where that comes late."""
COLOURED: Final = (
    "first",
    "error",
    "permission",
    "question",
    "commands",
    "help",
    "models",
    "themes",
    "projects",
    "files",
    "search",
    "diff",
    "sessions",
    "rename",
    "server.connect",
    "find",
    "home",
)
"""One scene of each kind, which is pictured in colours too, and read in two themes more: every theme in one scene."""
THEMES_EACH: Final = 2
SCROLLED: Final = {"conversation", "error", "permission", "question", "find", "terminal"}
"""Recorded without the scrollbar: how long it is depends on how much of a conversation has been measured by then."""

COMMANDS: Final = (
    "file.search.name",
    "keys.show",
    "notifications.show",
    "prompt.history.search",
    "server.connect",
    "session.export",
    "session.list.everywhere",
    "settings.show",
    "tool.list",
    "variant.list",
    "worktree.list",
)
"""What opens a screen that the gallery does not have."""


@pytest.fixture(autouse=True)
def own_home(gallery_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(gallery_folder / "octui"))


async def _show_examples(gallery: Gallery) -> None:
    await gallery.live.wait_for(lambda: "Explain this project" in gallery.live.screen_text, "the examples")


async def _show_find_bar(gallery: Gallery) -> None:
    app = gallery.live.app
    await gallery.leave_dialogs()
    app.action_command("transcript.find.start")
    await gallery.live.wait_for(lambda: isinstance(app.focused, LineInput), "the bar")


async def _show_terminal(gallery: Gallery) -> None:
    """A shell whose prompt is the same on every machine."""
    app = gallery.live.app
    await gallery.leave_dialogs()
    app.action_command("terminal.new")
    await gallery.live.wait_for(lambda: isinstance(app.focused, Terminal), "a terminal")
    await gallery.live.wait_for(lambda: "$" in gallery.live.screen_text or "#" in gallery.live.screen_text, "a shell")
    await gallery.live.type_text("PS1='> '; clear")
    await gallery.live.pilot.press("enter")
    await gallery.live.wait_for(lambda: "│>" in gallery.live.screen_text, "its own prompt")


async def test_every_screen_at_rest_wakes_up_at_most_twice_a_second_looks_as_recorded_and_can_be_read(
    gallery_server: EmbeddedServer, gallery_folder: Path, model: ScriptedModel
) -> None:
    unrest: dict[str, list[str]] = {}
    pictures: dict[str, str] = {}
    unreadable: list[tuple[str, object]] = []
    *scenes, home = SCENES
    opened = (Scene(command, open_by(command)) for command in COMMANDS)
    others = (Scene("find", _show_find_bar), Scene("terminal", _show_terminal))
    names = sorted(list_included_themes())
    pairs = [names[place : place + THEMES_EACH] for place in range(0, len(names), THEMES_EACH)]
    assert len(pairs) <= len(COLOURED), "a theme that no scene is drawn in"
    themes = dict(zip(COLOURED, cycle(pairs), strict=False))
    async with open_gallery(gallery_server, make_shop(gallery_folder / "home" / "shop", model.url)) as gallery:
        for scene in (Scene("first", _show_examples), *scenes, *opened, *others, home):
            await scene.reach(gallery)
            if found := await find_unrest():
                unrest[scene.name] = found
            await gallery.wait_for_text(AWAITED.get(scene.name, ""))
            picture = await draw_picture(gallery, gallery_folder, themes=themes.get(scene.name, ()))
            pictures[f"{scene.name}.txt"] = picture.without_scrollbar if scene.name in SCROLLED else picture.whole
            unreadable += [(scene.name, found) for found in picture.unreadable]
    assert list_differences(pictures) == {}
    assert unrest == {}
    assert unreadable == []
