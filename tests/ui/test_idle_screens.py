"""Idle is idle: a screen at rest wakes octui up at most twice a second, whichever screen it is."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from octui.ui.pickers.line_input import LineInput
from octui.ui.terminal.widget import Terminal
from tests.server.embedded import EmbeddedServer
from tests.support.scripted_model import ScriptedModel
from tests.ui.loop_wakeups import count_wakeups, list_timers
from tests.ui.pictures.gallery import (
    SCENES,
    SMALL,
    Gallery,
    Scene,
    list_differences,
    make_folder,
    make_shop,
    open_by,
    open_gallery,
    start_server,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PERIOD: Final = 0.5
"""Seconds that two wake-ups are apart at least."""
WINDOW: Final = 0.05
SETTLING: Final = 10.0
"""What ends by itself, such as the quiet before a request takes keys, may take that long."""

PICTURED: Final = {
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
"""The scenes pictured in a small terminal, where dialogs fill it, and what the last of their content is."""

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


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with make_folder() as made:
        yield made


@pytest.fixture(scope="module")
def embedded(folder: Path) -> Iterator[EmbeddedServer]:
    yield from start_server(folder / "home")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))


async def find_unrest() -> list[str]:
    """What still wakes the loop up after the time to settle; nothing where it came to rest."""
    until = time.monotonic() + SETTLING
    while True:
        with count_wakeups() as wakeups:
            await asyncio.sleep(WINDOW)
        timers = list_timers(PERIOD)
        if wakeups.count <= 1 and not timers:
            return []
        if time.monotonic() > until:
            return timers or [f"{wakeups.count - 1} wake-ups in {WINDOW} s"]


async def _show_examples(gallery: Gallery) -> None:
    await gallery.live.wait_for(lambda: "Explain this project" in gallery.live.screen_text, "the examples")


async def _show_find_bar(gallery: Gallery) -> None:
    app = gallery.live.app
    await gallery.leave_dialogs()
    app.action_command("transcript.find.start")
    await gallery.live.wait_for(lambda: isinstance(app.focused, LineInput), "the bar")


async def _show_terminal(gallery: Gallery) -> None:
    app = gallery.live.app
    await gallery.leave_dialogs()
    app.action_command("terminal.new")
    await gallery.live.wait_for(lambda: isinstance(app.focused, Terminal), "a terminal")
    await gallery.live.wait_for(lambda: "$" in gallery.live.screen_text or "#" in gallery.live.screen_text, "a shell")


async def test_every_screen_at_rest_wakes_up_at_most_twice_a_second_and_looks_as_recorded(
    embedded: EmbeddedServer, folder: Path, model: ScriptedModel
) -> None:
    unrest: dict[str, list[str]] = {}
    pictures: dict[str, str] = {}
    *scenes, home = SCENES
    opened = (Scene(command, open_by(command)) for command in COMMANDS)
    others = (Scene("find", _show_find_bar), Scene("terminal", _show_terminal))
    async with open_gallery(embedded, make_shop(folder / "home" / "shop", model.url)) as gallery:
        for scene in (Scene("first", _show_examples), *scenes, *opened, *others, home):
            await scene.reach(gallery)
            if found := await find_unrest():
                unrest[scene.name] = found
            if scene.name in PICTURED:
                await gallery.wait_for_text(PICTURED[scene.name])
                pictures[f"{scene.name}-{SMALL[0]}x{SMALL[1]}.txt"] = await gallery.draw(SMALL, folder)
    assert unrest == {}
    assert list_differences(pictures) == {}
