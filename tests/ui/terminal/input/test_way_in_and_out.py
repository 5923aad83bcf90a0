"""Into a terminal and out of it, in the whole app: what is typed goes where it is meant to go."""

import shutil

import pytest
from textual import events

from octui.ui.terminal.widget import Terminal
from tests.support.chaos.network_line import NetworkLine
from tests.ui.live_app import LiveApp

pytestmark = pytest.mark.slow

NAMES = {
    " ": "space",
    "\r": "enter",
    "-": "minus",
    "`": "grave_accent",
    "\x18": "ctrl+x",
    "\x1d": "ctrl+right_square_bracket",
}


def type_at_once(live: LiveApp, text: str) -> None:
    """Type faster than anything can open."""
    for character in text:
        live.app.post_message(events.Key(NAMES.get(character, character), character))


async def test_what_is_typed_after_opening_a_terminal_goes_to_it_and_twice_the_leave_key_too(
    live: LiveApp, line: NetworkLine
) -> None:
    line.stall()
    type_at_once(live, "\x18`echo wai'ted'\r")
    for _ in range(20):
        await live.pilot.pause()
    assert live.app.context.composer is not None
    assert live.app.context.composer.text == ""
    line.restore()
    await live.wait_for(lambda: "waited" in live.screen_text, "what the shell printed")
    assert live.app.context.composer.text == ""
    type_at_once(live, "echo rea'dy'; cat -v\r")
    # From here on the shell leaves the next keys to cat.
    await live.wait_for(lambda: "ready" in live.screen_text, "cat")
    type_at_once(live, "\x1d\x1d\r")
    await live.wait_for(lambda: "^]" in live.screen_text, "the key in cat")
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the focus")
    type_at_once(live, "\x1dprompt")
    await live.wait_for(lambda: live.app.context.composer and live.app.context.composer.text == "prompt", "prompt")


async def test_what_is_typed_for_a_terminal_that_does_not_come_is_dropped(live: LiveApp) -> None:
    # No terminal starts in a directory that does not exist.
    shutil.rmtree(live.app.context.working_directory)
    type_at_once(live, "\x18`rm -rf build\r")
    await live.wait_for_toast("What was typed for the terminal was dropped.")
    type_at_once(live, "on")
    await live.wait_for(lambda: live.app.context.composer and live.app.context.composer.text == "on", "prompt")
