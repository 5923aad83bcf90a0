import pytest

from octui.term import MouseEvent, encode_focus, encode_key, encode_mouse, encode_paste
from octui.term.input.mouse import Action, Button
from tests.term.terminal import fed

LEGACY = {
    "a": b"a",
    "upper_a": b"A",
    "1": b"1",
    "space": b" ",
    "full_stop": b".",
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "ctrl+backspace": b"\x08",
    "alt+backspace": b"\x1b\x7f",
    "ctrl+a": b"\x01",
    "ctrl+z": b"\x1a",
    "ctrl+i": b"\t",
    "ctrl+m": b"\r",
    "ctrl+at": b"\0",
    "ctrl+space": b"\0",
    "ctrl+left_square_bracket": b"\x1b",
    "ctrl+backslash": b"\x1c",
    "ctrl+right_square_bracket": b"\x1d",
    "ctrl+circumflex_accent": b"\x1e",
    "ctrl+underscore": b"\x1f",
    "ctrl+slash": b"\x1f",
    "ctrl+question_mark": b"\x7f",
    "alt+x": b"\x1bx",
    "alt+upper_x": b"\x1bX",
    "alt+shift+x": b"\x1bX",
    "ctrl+alt+x": b"\x1b\x18",
    "alt+enter": b"\x1b\r",
    "alt+escape": b"\x1b\x1b",
    "alt+full_stop": b"\x1b.",
    "ctrl+shift+a": b"\x01",
    "ctrl+full_stop": b".",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "ctrl+left": b"\x1b[1;5D",
    "ctrl+shift+left": b"\x1b[1;6D",
    "alt+up": b"\x1b[1;3A",
    "shift+end": b"\x1b[1;2F",
    "insert": b"\x1b[2~",
    "delete": b"\x1b[3~",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "ctrl+delete": b"\x1b[3;5~",
    "f1": b"\x1bOP",
    "f4": b"\x1bOS",
    "shift+f1": b"\x1b[1;2P",
    "f5": b"\x1b[15~",
    "f12": b"\x1b[24~",
    "ctrl+f5": b"\x1b[15;5~",
    "f13": b"\x1b[25~",
    "f20": b"\x1b[34~",
    "plus": b"+",
    "ctrl+plus": b"+",
    "alt+plus": b"\x1b+",
    "kp_5": b"5",
    "kp_enter": b"\r",
    "latin_small_letter_e_with_acute": "é".encode(),
    "shift": b"",
    "unknown_key": b"",
}
APPLICATION = {
    "up": b"\x1bOA",
    "home": b"\x1bOH",
    "ctrl+up": b"\x1b[1;5A",
    "f1": b"\x1bOP",
    "kp_5": b"\x1bOu",
    "kp_enter": b"\x1bOM",
    "kp_add": b"\x1bOk",
    "kp_equal": b"\x1bOX",
    "pageup": b"\x1b[5~",
}
OTHER_1 = {
    "ctrl+a": b"\x01",
    "ctrl+full_stop": b"\x1b[27;5;46~",
    "ctrl+enter": b"\x1b[27;5;13~",
    "a": b"a",
    "alt+a": b"\x1ba",
}
OTHER_2 = {"ctrl+a": b"\x1b[27;5;97~", "alt+a": b"\x1b[27;3;97~", "ctrl+shift+a": b"\x1b[27;6;65~", "upper_a": b"A"}
KITTY = {
    "a": b"a",
    "upper_a": b"A",
    "enter": b"\r",
    "tab": b"\t",
    "backspace": b"\x7f",
    "escape": b"\x1b[27u",
    "ctrl+a": b"\x1b[97;5u",
    "ctrl+shift+a": b"\x1b[97;6u",
    "alt+x": b"\x1b[120;3u",
    "ctrl+i": b"\x1b[105;5u",
    "ctrl+enter": b"\x1b[13;5u",
    "shift+tab": b"\x1b[9;2u",
    "ctrl+at": b"\x1b[64;5u",
    "up": b"\x1b[A",
    "ctrl+up": b"\x1b[1;5A",
    "f1": b"\x1b[P",
    "f3": b"\x1b[13~",
    "f5": b"\x1b[15~",
    "f13": b"\x1b[57376u",
}
KITTY_ALL = {"a": b"\x1b[97u", "upper_a": b"\x1b[97;2u", "enter": b"\x1b[13u", "space": b"\x1b[32u"}
SETTINGS = {
    "": LEGACY,
    "\x1b[?1h\x1b=": APPLICATION,
    "\x1b[>4;1m": OTHER_1,
    "\x1b[>4;2m": OTHER_2,
    "\x1b[>1u": KITTY,
    "\x1b[>9u": KITTY_ALL,
}


@pytest.mark.parametrize(
    ("setting", "key", "sent"),
    [(setting, key, sent) for setting, keys in SETTINGS.items() for key, sent in keys.items()],
)
def test_a_key_sends(setting: str, key: str, sent: bytes) -> None:
    assert encode_key(key, None, fed(setting).screen) == sent


def test_a_character_that_has_no_name_is_typed() -> None:
    screen = fed("").screen
    assert encode_key("cjk_unified_ideograph-6f22", "漢", screen) == "漢".encode()
    assert encode_key("exclamation_mark", "!", screen) == b"!"


def test_keys_follow_the_modes_as_they_change() -> None:
    terminal = fed("\x1b[?1h")
    assert encode_key("up", None, terminal.screen) == b"\x1bOA"
    assert encode_key("up", None, terminal.feed("\x1b[?1l").screen) == b"\x1b[A"


def test_a_paste_is_bracketed_where_it_was_asked_for() -> None:
    assert encode_paste("a\nb\r\nc", fed("").screen) == b"a\rb\rc"
    assert encode_paste("a\nb", fed("\x1b[?2004h").screen) == b"\x1b[200~a\rb\x1b[201~"


def test_a_paste_cannot_end_its_brackets_nor_press_keys() -> None:
    sent = encode_paste("x\x1b[201~rm\x03\x04\x7f\x9b201~\ty", fed("\x1b[?2004h").screen)
    body = sent.removeprefix(b"\x1b[200~").removesuffix(b"\x1b[201~").decode()
    assert body == "x␛[201~rm␃␄␡\ufffd201~\ty"


def event(action: Action, button: Button, x: int = 4, y: int = 2, *, ctrl: bool = False) -> MouseEvent:
    return MouseEvent(action, button, x, y, ctrl=ctrl)


MICE = {
    "nothing asked for": ("", event("press", "left"), b""),
    "X10 press": ("\x1b[?9h", event("press", "left", ctrl=True), b"\x1b[M %#"),
    "X10 release": ("\x1b[?9h", event("release", "left"), b""),
    "press": ("\x1b[?1000h", event("press", "right"), b'\x1b[M"%#'),
    "release": ("\x1b[?1000h", event("release", "right"), b"\x1b[M#%#"),
    "press with ctrl": ("\x1b[?1000h", event("press", "left", ctrl=True), b"\x1b[M0%#"),
    "wheel": ("\x1b[?1000h", event("press", "wheel_up"), b"\x1b[M`%#"),
    "move where clicks are wanted": ("\x1b[?1000;1006h", event("move", "left"), b""),
    "drag": ("\x1b[?1002;1006h", event("move", "left"), b"\x1b[<32;5;3M"),
    "move where drags are wanted": ("\x1b[?1002;1006h", event("move", "none"), b""),
    "move": ("\x1b[?1003;1006h", event("move", "none"), b"\x1b[<35;5;3M"),
    "SGR press": ("\x1b[?1000;1006h", event("press", "middle"), b"\x1b[<1;5;3M"),
    "SGR pixels press": ("\x1b[?1000;1016h", event("press", "middle"), b"\x1b[<1;37;41M"),
    "SGR pixels instead of cells": ("\x1b[?1000;1006;1016h", event("release", "left"), b"\x1b[<0;37;41m"),
    "SGR release": ("\x1b[?1000;1006h", event("release", "middle"), b"\x1b[<1;5;3m"),
    "SGR wheel": ("\x1b[?1000;1006h", event("press", "wheel_down"), b"\x1b[<65;5;3M"),
    "urxvt": ("\x1b[?1000;1015h", event("press", "left"), b"\x1b[32;5;3M"),
    "UTF-8": ("\x1b[?1000;1005h", event("press", "left", 150), "\x1b[M \xb7#".encode()),
    "outside stays within": ("\x1b[?1000;1006h", event("press", "left", 999, -4), b"\x1b[<0;300;1M"),
    "too far for a byte": ("\x1b[?1000h", event("press", "left", 250), b""),
    "the wheel as arrows": ("\x1b[?1049h", event("press", "wheel_up"), b"\x1b[A" * 3),
    "the wheel as application arrows": ("\x1b[?1049h\x1b[?1h", event("press", "wheel_down"), b"\x1bOB" * 3),
    "the wheel without arrows": ("\x1b[?1049h\x1b[?1007l", event("press", "wheel_up"), b""),
}


@pytest.mark.parametrize(("setting", "moved", "sent"), MICE.values(), ids=MICE)
def test_the_mouse_sends(setting: str, moved: MouseEvent, sent: bytes) -> None:
    assert encode_mouse(moved, fed(setting, columns=300).screen) == sent


def test_focus_is_told_where_it_was_asked_for() -> None:
    assert encode_focus(True, fed("").screen) == b""
    assert (encode_focus(True, fed("\x1b[?1004h").screen), encode_focus(False, fed("\x1b[?1004h").screen)) == (
        b"\x1b[I",
        b"\x1b[O",
    )


def test_backspace_and_ctrl_backspace_change_places_in_mode_67() -> None:
    screen = fed("\x1b[?67h").screen
    assert (encode_key("backspace", None, screen), encode_key("ctrl+backspace", None, screen)) == (b"\x08", b"\x7f")
