"""Focus reports of the terminal, in the whole app: whatever they say, keys reach what is on the screen."""

from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.state import ConnectionStatus
from octui.ui.app import OctuiApp
from tests.server.embedded import EmbeddedServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow


def type_text(app: OctuiApp, text: str) -> None:
    for character in text:
        app.post_message(events.Key(character, character))


async def wait_until_live(app: OctuiApp, pilot: Pilot[int]) -> None:
    await wait_until(pilot, lambda: app.context.store.state.connection.status is ConnectionStatus.LIVE)


@pytest.mark.parametrize("returns", [True, False], ids=["focus is reported back", "focus is never reported back"])
async def test_a_chat_opened_while_another_window_has_the_focus_takes_keys(
    embedded: EmbeddedServer, tmp_path: Path, returns: bool
) -> None:
    options = Options(directory=tmp_path, server=embedded.url, server_directory=str(tmp_path))
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until_live(app, pilot)
        app.post_message(events.AppBlur())
        await pilot.pause()
        assert not app.app_focus
        app.action_command("session.new")
        await wait_until(pilot, lambda: app.context.chat is not None and app.screen is app.context.chat)
        if returns:
            app.post_message(events.AppFocus())
        type_text(app, "hello")
        while (composer := app.context.composer) is None or composer.text != "hello":
            await pilot.pause(0.02)
        assert app.app_focus
