"""Keys that people wrote, and those they change in the app, in the running app."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client import Client
from octui.ui.keymap import get_keymap
from octui.ui.keys.config.own_file import read_own_keys
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = [pytest.mark.slow]


@pytest.fixture(params=(EMBEDDED,))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def find_row(live: LiveApp, text: str) -> None:
    """Put the cursor of the panel on the first row that matches."""
    await live.pilot.press("slash")
    await live.type_text(text)
    await live.pilot.press("enter")


async def test_keys_from_a_file_and_from_the_editor_are_in_force_at_once(
    server: RealServer, client: Client, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENCODE_TUI_CONFIG", str(tmp_path / "tui.json"))
    keybinds = {"command_list": "f6", "theme_list": "ctrl+alt+t", "input_undo": "<leader>z", "sesion_new": "f9"}
    (tmp_path / "tui.json").write_text(json.dumps({"keybinds": keybinds}))
    session = await client.sessions.create(title="keys")
    async with open_live_app(server, project, session.id) as live:
        await live.wait_for_toast("1 key in your configuration cannot be used as written: see /keys.")
        # The file's keys work, by the name that a terminal gives them, and the default ones do not.
        await live.pilot.press("ctrl+p")
        await live.pilot.press("alt+ctrl+t")
        await live.wait_for_screen("ThemePicker")
        await live.pilot.press("escape")
        await live.pilot.press("f6")
        await live.wait_for_screen("CommandPalette")
        await live.pilot.press("escape")
        # A key after the leader may be one of a widget.
        await live.type_text("abc")
        await live.pilot.press("ctrl+x", "z")
        composer = live.app.context.composer
        assert composer is not None
        await live.wait_for(lambda: composer.text == "", "the undo")
        # The editor names what is wrong, and changes a key.
        live.app.action_command("keys.show")
        await live.wait_for_screen("Panel")
        unknown = "command; did you mean session_new?"
        await live.wait_for(lambda: unknown in live.screen_text, "the problem")
        await find_row(live, "switch model")
        await live.pilot.press("enter")
        await live.wait_for_screen("PressDialog")
        await live.pilot.press("f6")
        await live.wait_for(lambda: "It does “Commands” now, which loses it." in live.screen_text, "the clash")
        await live.pilot.press("ctrl+x", "h", "enter")
        await live.wait_for_screen("Panel")
        assert live.rows["Switch model"].detail == "ctrl+x h"
        await live.pilot.press("a", "f8", "enter")
        await live.wait_for_screen("Panel")
        assert get_keymap().get_keys("model.list") == ("<leader>h", "f8")
        await live.wait_for(lambda: read_own_keys().keybinds == {"model.list": "<leader>h,f8"}, "the file")
        assert json.loads((tmp_path / "tui.json").read_text()) == {"keybinds": keybinds}
        await live.pilot.press("escape", "escape")
        await live.wait_for_screen("ChatScreen")
        await live.pilot.press("f8")
        await live.wait_for_screen("ModelPicker")
        await live.pilot.press("escape")
        # Back to what it was, also for what is on the screen already.
        live.app.action_command("keys.show")
        await live.wait_for_screen("Panel")
        await find_row(live, "switch model")
        await live.pilot.press("r")
        assert get_keymap().get_keys("model.list") == ("<leader>m",)
        await live.pilot.press("escape", "escape")
        await live.wait_for_screen("ChatScreen")
        await live.pilot.press("f8", "f6")
        await live.wait_for_screen("CommandPalette")
