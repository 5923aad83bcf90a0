"""From the bytes of the terminal around octui, through the whole app, to a program in one of its terminals."""

import sys
from pathlib import Path

import pytest
from textual import events

from octui.ui.terminal.widget import Terminal
from tests.support.fuzzing.terminal import Terminal as OuterTerminal
from tests.ui.live_app import LiveApp
from tests.ui.terminal.input.key_table import SETTINGS, KeyRow, read_key_table

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).parent / "print_keys.py"
END = "END-OF-KEYS"
KEYS = (
    "a", "A", "ctrl+a", "ctrl+c", "ctrl+h", "ctrl+q", "ctrl+x", "ctrl+z", "ctrl+alt+a", "ctrl+space", "ctrl+\\",
    "alt+b", "alt+f", "alt+0", "alt+1", "alt+-", "alt+=", "alt+[", "alt+shift+a", "alt+shift+1", "shift+1",
    "enter", "alt+enter", "shift+enter", "tab", "shift+tab", "backspace", "alt+backspace", "ctrl+backspace", "escape",
    "up", "ctrl+left", "ctrl+shift+up", "shift+pageup", "shift+home", "shift+f3", "f12", "f13", "shift+f20", "f24",
    "kp_5", "kp_decimal", "kp_divide", "kp_multiply", "kp_subtract", "kp_add", "kp_equal", "kp_enter", "kp_begin",
    "f1", "kp_left", "é", "ф", "ctrl+ф", "漢", "pause", "an unknown key", "a key released",
)  # fmt: skip
"""Of each kind of event some, and all that octui uses itself outside of terminals."""
MODES = (
    ("legacy terminal", "plain"),
    ("kitty terminal", "kitty 29"),
)


def press(live: LiveApp, sent: bytes) -> None:
    outer = OuterTerminal()
    outer.send(sent)
    outer.wait(3.0)
    for event in outer.events:
        live.app.post_message(event)


async def receive_keys(live: LiveApp, keys: list[KeyRow], terminal: str, mode: str, file: Path) -> bytes:
    """What a program in the terminal gets, which asks for this mode, when all these keys are pressed."""
    widget = live.app.focused
    assert isinstance(widget, Terminal)
    assert widget.live is not None
    setting = SETTINGS[mode].replace("\x1b", r"\x1b")
    widget.live.type_text(f"{sys.executable} {PROGRAM} '{setting}' {file} {END}\n")
    await live.wait_for(lambda: "│ready " in live.screen_text, "the program")
    for row in keys:
        press(live, row.sent[terminal])
    live.app.post_message(events.Paste(END))
    await live.wait_for(lambda: "│keys written " in live.screen_text, "the end of the keys")
    return file.read_bytes()


async def test_a_program_gets_every_key_in_the_mode_it_asks_for(live: LiveApp, tmp_path: Path) -> None:
    live.app.post_message(events.Key("ctrl+x", "\x18"))
    live.app.post_message(events.Key("grave_accent", "`"))
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the focus")
    for number, (terminal, mode) in enumerate(MODES):
        keys = [row for row in read_key_table() if terminal in row.sent and row.name in KEYS]
        got = await receive_keys(live, keys, terminal, mode, tmp_path / str(number))
        assert got == b"".join(row.received[mode] for row in keys), mode
