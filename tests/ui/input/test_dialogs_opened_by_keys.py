"""What is typed right after a key that opens something is for that, however it comes to be there."""

import asyncio
from collections.abc import Callable
from typing import Final

import pytest
from textual import events
from textual.widgets import Input

from octui.client import Client
from octui.ui.input import dialog_opening
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow

TYPED: Final = "zqv"
"""Letters that a panel, a viewer or the transcript would take for keys, or the prompt for text."""

OPENED_BY_KEYS: Final = {
    ("ctrl+p",): "CommandPalette",
    ("ctrl+r",): "HistoryPicker",
    ("ctrl+x", "t"): "ThemePicker",
    ("ctrl+x", "f"): "FileBrowser",
    ("ctrl+x", "x"): "ExportScreen",
    ("f1",): "KeyHelpScreen",
}
OPENED_BY_COMMANDS: Final = {
    "provider.connect": "ProviderPicker",
    "message.menu": "MessageMenu",
}
OPENED_IN: Final = {
    "diff.open": ("+1 -3", ("G", "c"), "TextInputDialog"),
    "config.show": ("opencode.json", ("a",), "FormDialog"),
}
"""For a screen: what it shows once it is ready, and the keys that open something in it."""


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


def press_at_once(live: LiveApp, *keys: str) -> None:
    """As a terminal that passes on at once what was typed while octui was busy."""
    for key in keys:
        live.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def see_typed_in(live: LiveApp, screen: str, what: object) -> None:
    def is_in_it() -> bool:
        line = live.app.focused
        return type(live.app.screen).__name__ == screen and isinstance(line, Input) and line.value.endswith(TYPED)

    await live.wait_for(is_in_it, f"{TYPED} in the {screen} of {what}")


async def see_shown(live: LiveApp, text: str) -> None:
    await live.wait_for(lambda: text in live.screen_text, text)
    await live.pilot.pause()


async def close_all(live: LiveApp) -> None:
    context = live.app.context
    while live.app.screen is not context.chat:
        await live.pilot.press("escape")
    assert context.composer is not None
    assert context.composer.text == ""
    context.composer.focus()
    await live.pilot.pause()


async def test_what_is_typed_after_a_key_is_for_the_dialog_that_it_opens(
    server: RealServer, client: Client, project: Project
) -> None:
    (project.path / "README.md").write_text("changed\n")
    session = await client.sessions.create(title="Typed")
    await client.prompts.send_and_wait(session.id, "say hello", agent="build")
    async with open_live_app(server, project, session.id) as live:
        for keys, screen in OPENED_BY_KEYS.items():
            press_at_once(live, *keys, *TYPED)
            await see_typed_in(live, screen, keys)
            await close_all(live)
        for command, screen in OPENED_BY_COMMANDS.items():
            live.app.action_command(command)
            press_at_once(live, *TYPED)
            await see_typed_in(live, screen, command)
            await close_all(live)
        for command, (shown, keys, screen) in OPENED_IN.items():
            live.app.action_command(command)
            await see_shown(live, shown)
            press_at_once(live, *keys, *TYPED)
            await see_typed_in(live, screen, command)
            await close_all(live)


async def test_what_is_typed_for_a_dialog_that_does_not_come_is_not_typed_into_the_prompt(
    server: RealServer, client: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialog_opening, "HOLD_SECONDS", 0.1)
    session = await client.sessions.create(title="Typed")
    async with open_live_app(server, project, session.id) as live:
        context, composer = live.app.context, live.app.context.composer
        assert composer is not None
        never = asyncio.Event()

        async def wait_forever() -> None:
            await never.wait()

        async def fail_at_once() -> None:
            await asyncio.sleep(0)

        for work in (wait_forever, fail_at_once):
            context.dialog_opening.start_worker(work(), group="test")
            press_at_once(live, *TYPED)
            await live.wait_for_toast("What was typed for the dialog was dropped.")
            context.notice_board.notices.clear()
            await live.type_text("then")
            await live.wait_for(lambda: composer.text == "then", "the prompt takes keys again")
            composer.clear_prompt()
        # Esc ends the wait, and with it what would have opened the dialog.
        monkeypatch.setattr(dialog_opening, "HOLD_SECONDS", 60.0)
        context.dialog_opening.start_worker(wait_forever(), group="test")
        press_at_once(live, *TYPED, "escape")
        await live.wait_for_toast("What was typed for the dialog was dropped.")
        await live.type_text("then")
        await live.wait_for(lambda: composer.text == "then", "the prompt takes keys again")
