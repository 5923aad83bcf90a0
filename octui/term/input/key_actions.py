"""Repeats and releases of keys in the kitty protocol, for programs that ask to be told about them.

Source: https://sw.kovidgoyal.net/kitty/keyboard-protocol/#event-types
"""

import re
from enum import IntEnum
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.term.input.keys import ALL_KEYS, DISAMBIGUATED_KEYS, KEY_TEXTS, ModeSwitches, encode_key
from octui.term.screen import Screen

_KEY: Final = re.compile(
    r"\x1b(?:O(?P<letter>[A-HPQS])"
    r"|\[(?P<code>\d*(?::\d*)*)(?:;(?P<modifiers>\d*))?(?P<text>;[\d:]*)?(?P<final>[u~A-HPQRS]))"
)
_SILENT: Final = ("enter", "tab", "backspace")
"""Keys whose release is not told unless all keys are sequences: `reset` can then be typed after a program crashed."""


class KeyAction(IntEnum):
    """What was done with a key, in the protocol's numbers."""

    PRESS = 1
    REPEAT = 2
    RELEASE = 3


@dataclass(frozen=True, slots=True)
class _ReleaseModes:
    """A release is always a sequence, and types no text."""

    keyboard_flags: int
    modes: ModeSwitches
    keypad: bool = False
    modify_other_keys: int = 0


def encode_key_action(
    action: KeyAction, key: str, character: str | None, screen: Screen, *, shifted: str = "", base: str = ""
) -> bytes:
    """As `encode_key`; a repeat is a press to programs that did not ask, to which a release is nothing."""
    if not screen.keyboard.reports_releases:
        is_told = action is not KeyAction.RELEASE
        return encode_key(key, character, screen, shifted=shifted, base=base) if is_told else b""
    if action is not KeyAction.RELEASE:
        pressed = encode_key(key, character, screen, shifted=shifted, base=base)
        return _add_action(pressed, action) if action is KeyAction.REPEAT else pressed
    flags = screen.keyboard_flags
    if key.rpartition("+")[2] in _SILENT and not flags & ALL_KEYS:
        return b""
    modes = _ReleaseModes((flags | DISAMBIGUATED_KEYS | ALL_KEYS) & ~KEY_TEXTS, screen.modes)
    return _add_action(encode_key(key, None, modes, shifted=shifted, base=base), action)


def _add_action(encoded: bytes, action: KeyAction) -> bytes:
    """The sequence of a press as that of another action; text has no other."""
    match = _KEY.fullmatch(encoded.decode("utf-8", "replace"))
    if match is None:
        return encoded if action is KeyAction.REPEAT else b""
    code, final = match["code"] or "1", match["letter"] or match["final"]
    return f"\x1b[{code};{match['modifiers'] or 1}:{action.value}{match['text'] or ''}{final}".encode()
