"""What a program in a terminal gets for each key, from what terminals around octui send for it."""

from functools import cache
from string import ascii_lowercase, ascii_uppercase, digits, punctuation

import pytest
from textual import events

from octui.term import Screen
from octui.ui.terminal.input.key_bytes import encode_pressed_keys
from tests.support.fuzzing.terminal import Terminal
from tests.term.terminal import fed
from tests.ui.terminal.input.key_table import SETTINGS, read_key_table

APPLICATION, OTHER_KEYS, KITTY, KITTY_ALL = "\x1b[?1h\x1b=", "\x1b[>4;2m", "\x1b[>1u", "\x1b[>25u"
LETTERED = dict(zip("ABCDHF", "ABCDHF", strict=True))
FUNCTIONS = {1: "P", 2: "Q", 3: "R", 4: "S"}
NUMBERED = (2, 3, 5, 6, 15, 17, 18, 19, 20, 21, 23, 24)
LATER_FUNCTIONS = (25, 26, 28, 29, 31, 32, 33, 34)
KEYPAD = dict(zip("pqrstuvwxyjklmnoX", "0123456789*+,-./=", strict=True))
TYPED = ascii_lowercase + ascii_uppercase + digits + punctuation + " é漢"
MODIFIERS = range(2, 17)


@cache
def read_keys(sent: bytes) -> list[events.Key]:
    """The keys that octui reads from what a terminal sends for one."""
    terminal = Terminal()
    terminal.send(sent)
    terminal.wait(3.0)
    return [event for event in terminal.events if isinstance(event, events.Key)]


@cache
def make_screen(setting: str) -> Screen:
    return fed(setting).screen


def press(sent: str, setting: str) -> bytes:
    """What the program gets for one key, which is read at once."""
    return b"".join(encode_pressed_keys(key, make_screen(setting)) for key in read_keys(sent.encode()))


def check_keys(keys: dict[str, str], setting: str = "") -> None:
    wrong = {sent: (got, wanted) for sent, wanted in keys.items() if (got := press(sent, setting)) != wanted.encode()}
    assert not wrong


def make_modified_functions() -> list[str]:
    return [
        *(f"\x1b[1;{held}{letter}" for held in MODIFIERS for letter in (*LETTERED, *FUNCTIONS.values(), "E")),
        *(f"\x1b[{number};{held}~" for held in MODIFIERS for number in (*NUMBERED, *LATER_FUNCTIONS)),
    ]


def make_legacy_keys() -> list[str]:
    """Keys that are the same inside as outside while the program has asked for nothing."""
    return [
        *TYPED,
        *(f"\x1b{character}" for character in TYPED),
        *(chr(code) for code in range(32)),
        *(f"\x1b{chr(code)}" for code in range(32) if code != 27),
        "\x7f",
        "\x1b\x7f",
        "\x1b[Z",
        *(f"\x1b[{letter}" for letter in (*LETTERED, "E")),
        *(f"\x1bO{letter}" for letter in FUNCTIONS.values()),
        *(f"\x1b[{number}~" for number in (*NUMBERED, *LATER_FUNCTIONS, 42, 43, 44, 45)),
        *make_modified_functions(),
    ]


def test_every_key_reaches_the_handlers_of_keys() -> None:
    events_of_keys = [key for row in read_key_table() for sent in row.sent.values() for key in read_keys(sent)]
    assert {key.handler_name for key in events_of_keys} == {"on_key"}


def test_every_key_of_the_table_is_received_in_every_mode_from_every_terminal() -> None:
    wrong = []
    for row in read_key_table():
        for terminal, sent in row.sent.items():
            keys = read_keys(sent)
            for mode, setting in SETTINGS.items():
                got = b"".join(encode_pressed_keys(key, make_screen(setting)) for key in keys)
                if got != row.received[mode]:
                    wrong.append((row.name, terminal, mode, got, row.received[mode]))
    assert not wrong


def test_a_program_that_asks_for_nothing_gets_what_the_terminal_around_octui_sends() -> None:
    check_keys({sent: sent for sent in make_legacy_keys()})


def test_the_keypad_types_until_a_program_asks_for_its_codes() -> None:
    codes = {f"\x1bO{letter}": text for letter, text in {**KEYPAD, "M": "\r"}.items()}
    check_keys(codes)
    check_keys({code: code for code in codes}, APPLICATION)
    kitty = {f"\x1b[{57399 + digit};;{48 + digit}u": str(digit) for digit in range(10)}
    check_keys(kitty)
    check_keys({sent: f"\x1bO{chr(ord('p') + int(digit))}" for sent, digit in kitty.items()}, APPLICATION)
    check_keys({"\x1b[57414u": "\x1bOM", "\x1b[57417u": "\x1bOD", "\x1b[57413;;43u": "\x1bOk"}, APPLICATION)
    check_keys({"\x1b[57414u": "\x1b[57414u", "\x1b[57417;5u": "\x1b[57417;5u", "\x1b[57404;;53u": "5"}, KITTY)


def test_application_mode_changes_the_arrows_only() -> None:
    changed = {f"\x1b[{letter}": f"\x1bO{letter}" for letter in (*LETTERED, "E")}
    check_keys({sent: changed.get(sent, sent) for sent in make_legacy_keys()}, APPLICATION)
    check_keys({f"\x1bO{letter}": f"\x1b[{letter}" for letter in LETTERED})


def test_modified_keys_have_their_own_codes_where_a_program_asks_for_them() -> None:
    plain = {character: character for character in TYPED}
    alt = {f"\x1b{character}": f"\x1b[27;3;{ord(character)}~" for character in TYPED if character.lower() == character}
    ctrl = {chr(code): f"\x1b[27;5;{code + 96}~" for code in range(1, 27) if chr(code) not in "\t\r"}
    both = {f"\x1b{chr(code)}": f"\x1b[27;7;{code + 96}~" for code in range(1, 27) if chr(code) not in "\t\r"}
    check_keys({**plain, **alt, **ctrl, **both, "\0": "\x1b[27;5;32~"}, OTHER_KEYS)
    check_keys({sent: sent for sent in make_modified_functions()}, OTHER_KEYS)


def test_the_kitty_protocol_tells_every_key_apart() -> None:
    plain = {character: character for character in TYPED}
    alt = {f"\x1b{character}": f"\x1b[{ord(character)};3u" for character in TYPED if character.lower() == character}
    shifted = {f"\x1b{letter}": f"\x1b[{ord(letter.lower())};4u" for letter in ascii_uppercase}
    ctrl = {chr(code): f"\x1b[{code + 96};5u" for code in range(1, 27) if chr(code) not in "\t\r"}
    both = {f"\x1b{chr(code)}": f"\x1b[{code + 96};7u" for code in range(1, 27) if chr(code) not in "\t\r"}
    special = {
        "\r": "\r",
        "\t": "\t",
        "\x7f": "\x7f",
        "\x1b": "\x1b[27u",
        "\x1b\x7f": "\x1b[127;3u",
        "\0": "\x1b[32;5u",
    }
    check_keys({**plain, **alt, **shifted, **ctrl, **both, **special}, KITTY)
    check_keys({"a": "\x1b[97;;97u", "A": "\x1b[97;2;65u", "\x1b[A": "\x1b[A", "\x1b[57363u": "\x1b[57363u"}, KITTY_ALL)


@pytest.mark.parametrize("setting", ["", APPLICATION, OTHER_KEYS, KITTY])
def test_keys_of_the_kitty_protocol_mean_the_same_as_those_of_other_terminals(setting: str) -> None:
    same = {
        "\x1b[97;5u": "\x01",
        "\x1b[97;7u": "\x1b\x01",
        "\x1b[104;5u": "\x08",
        "\x1b[127;3u": "\x1b\x7f",
        "\x1b[49;3u": "\x1b1",
        "\x1b[13;3u": "\x1b\r",
        "\x1b[98;3u": "\x1bb",
        "\x1b[32;5u": "\0",
        "\x1b[27;5;97~": "\x01",
        "\x1b[27;3;98~": "\x1bb",
    }
    for kitty, legacy in same.items():
        assert press(kitty, setting) == press(legacy, setting), kitty


@pytest.mark.parametrize("setting", ["", OTHER_KEYS, KITTY])
def test_esc_and_a_key_that_come_together_with_more_are_both_pressed(setting: str) -> None:
    escape = press("\x1b", setting).decode()
    check_keys({"\x1b:wq\r": f"{escape}:wq\r", "\x1bjj": f"{escape}jj"}, setting)
