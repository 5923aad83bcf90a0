"""Keys held down and released, from what a terminal around octui sends to what a program in one gets."""

import re
from dataclasses import dataclass, field

import pytest
from textual import events

from octui.term import Screen
from octui.ui.input.key_events import KeyReleased, TerminalKey
from octui.ui.terminal.input.held_keys import HeldKeys
from octui.ui.terminal.input.key_bytes import encode_pressed_keys
from tests.support.fuzzing.terminal import Terminal
from tests.term.terminal import fed
from tests.ui.terminal.input.key_table import read_key_table

ALL = 31
"""Kitty's flags for everything that there is to know about keys."""
_KEY = re.compile(rb"\x1b\[(\d*(?::\d*)*)(?:;(\d*))?(;[\d:]*)?([u~A-HPQRS])")


def make_screen(flags: int, *, are_known: bool = True) -> Screen:
    screen = fed("").screen
    screen.keyboard.are_releases_known = are_known
    screen.keyboard.push_keyboard(flags)
    return screen


def add_action(sequence: bytes, action: int) -> bytes:
    """A key's sequence as it is sent for another action with it; a release types no text."""
    match = _KEY.fullmatch(sequence)
    assert match is not None, sequence
    text = (match[3] or b"") if action == 2 else b""
    return b"\x1b[%s;%s:%d%s%s" % (match[1] or b"1", match[2] or b"1", action, text, match[4])


@dataclass
class Program:
    """A program in a terminal that has the keyboard."""

    screen: Screen
    keys: HeldKeys = field(default_factory=HeldKeys)
    outer: Terminal = field(default_factory=Terminal)

    def __post_init__(self) -> None:
        self.outer.parser.tracks_keys = True

    def get(self, *sent: bytes) -> bytes:
        """What it gets for what the terminal around octui sends."""
        for data in sent:
            self.outer.send(data)
        self.outer.wait(3.0)
        happened, self.outer.events = self.outer.events, []
        return b"".join(map(self.deliver, happened))

    def deliver(self, event: object) -> bytes:
        match event:
            case KeyReleased():
                return self.keys.note_release(event, self.screen)
            case TerminalKey():
                return encode_pressed_keys(event, self.screen) + self.keys.note_press(event, self.screen)
            case events.Key():
                return encode_pressed_keys(event, self.screen)
        return b""


def list_kitty_rows() -> list[tuple[str, bytes, bytes]]:
    return [
        (row.name, row.sent["kitty terminal"], row.received["kitty 29"])
        for row in read_key_table()
        if row.received["kitty 29"].startswith(b"\x1b[") and row.sent.get("kitty terminal", b"").startswith(b"\x1b[")
    ]


def test_every_key_of_the_table_is_told_as_pressed_held_and_released() -> None:
    rows = list_kitty_rows()
    assert len(rows) > 300
    wrong = []
    for name, sent, received in rows:
        got = Program(make_screen(ALL)).get(sent, add_action(sent, 2), add_action(sent, 3))
        wanted = received + add_action(received, 2) + add_action(received, 3)
        if got != wanted:
            wrong.append((name, got, wanted))
    assert not wrong


@pytest.mark.parametrize("flags", [0, 1, 29])
def test_a_program_that_did_not_ask_gets_presses_only(flags: int) -> None:
    program = Program(make_screen(flags))
    press = program.get(b"\x1b[97;5u")
    assert program.get(b"\x1b[97;5:2u", b"\x1b[97;5:3u") == press


def test_releases_are_confirmed_only_where_they_will_come() -> None:
    assert make_screen(ALL).keyboard_flags == ALL
    assert make_screen(ALL, are_known=False).keyboard_flags == ALL - 2


@pytest.mark.parametrize(
    ("flags", "sent", "got"),
    [
        # Text is typed as text, and only its release is a sequence; those of Enter, Tab and Backspace stay unsaid.
        (2, b"\x1b[97;;97u\x1b[97;1:2;97u\x1b[97;1:3u", b"aa\x1b[97;1:3u"),
        (3, b"\x1b[13u\x1b[13;1:2u\x1b[13;1:3u", b"\r\r"),
        (3, b"\x1b[9;5u\x1b[9;5:3u", b"\x1b[9;5u"),
        (11, b"\x1b[13u\x1b[13;1:3u", b"\x1b[13u\x1b[13;1:3u"),
        (2, b"\x1b[A\x1b[1;1:2A\x1b[1;1:3A", b"\x1b[A\x1b[1;1:2A\x1b[1;1:3A"),
        (3, b"\x1b[27u\x1b[27;1:3u", b"\x1b[27u\x1b[27;1:3u"),
    ],
)
def test_fewer_flags_tell_less(flags: int, sent: bytes, got: bytes) -> None:
    assert Program(make_screen(flags)).get(sent) == got


def test_a_key_is_released_once_and_only_after_the_program_got_it() -> None:
    program = Program(make_screen(ALL))
    # Its press went elsewhere: to octui, or to another program.
    assert program.get(b"\x1b[97;1:3u") == b""
    assert program.get(b"\x1b[98;;98u", b"\x1b[98;1:3u", b"\x1b[98;1:3u") == b"\x1b[98;;98u\x1b[98;1:3u"
    # Shift came up first, and the key is still the same.
    assert program.get(b"\x1b[97:65;2;65u", b"\x1b[97;1:3u") == b"\x1b[97:65;2;65u\x1b[97;1:3u"


def test_a_press_that_comes_after_its_release_is_not_held_for_ever() -> None:
    program = Program(make_screen(ALL))
    program.outer.send(b"\x1b[97;;97u\x1b[97;1:3u")
    press, release = program.outer.events
    assert program.deliver(release) == b""
    assert program.deliver(press) == b"\x1b[97;;97u\x1b[97;1:3u"
    assert program.keys.release_all(program.screen) == b""


def test_who_loses_the_keyboard_is_told_that_no_key_is_down() -> None:
    program = Program(make_screen(ALL))
    program.get(b"\x1b[97;;97u", b"\x1b[A", b"\x1b[98;;98u", b"\x1b[98;1:3u")
    assert program.keys.release_all(program.screen) == b"\x1b[97;1:3u\x1b[1;1:3A"
    assert program.get(b"\x1b[97;1:3u") == b""


def test_a_release_is_never_a_key_for_octui() -> None:
    for tracks_keys in (False, True):
        outer = Terminal()
        outer.parser.tracks_keys = tracks_keys
        for name, sent, _ in list_kitty_rows():
            outer.events.clear()
            outer.send(add_action(sent, 3))
            outer.wait(3.0)
            assert not outer.keys, name
            assert not any(isinstance(event, events.Event) for event in outer.events), name
