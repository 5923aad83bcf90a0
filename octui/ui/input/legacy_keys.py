"""Keys of terminals without the kitty protocol, where Textual's table has another key, or none.

Textual takes alt+backspace for ctrl+w, alt+b for ctrl+left, alt+1 for `¡` and ctrl+h for backspace, and it does not
know the application keypad as such. Programs in a terminal must get what was pressed.
Source: xterm's ctlseqs, "PC-Style Function Keys" and "VT220-Style Function Keys".
"""

import re
from collections.abc import Iterator
from typing import Final

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

from octui.ui.input.key_events import EscapedKey, TerminalKey
from octui.ui.input.modifiers import sort_modifiers

_ESCAPE: Final = "\x1b"
_KEYPAD: Final = {
    **{chr(ord("p") + digit): (f"kp_{digit}", str(digit), str(digit)) for digit in range(10)},
    "j": ("kp_multiply", "asterisk", "*"),
    "k": ("kp_add", "plus", "+"),
    "l": ("kp_separator", "comma", ","),
    "m": ("kp_subtract", "minus", "-"),
    "n": ("kp_decimal", "full_stop", "."),
    "o": ("kp_divide", "slash", "/"),
    "X": ("kp_equal", "equals_sign", "="),
    "M": ("kp_enter", "enter", "\r"),
}
"""Final character of the sequence -> the key, its name outside of terminals, and what it types."""
_KITTY_KEYPAD: Final = {
    **{57399 + digit: f"kp_{digit}" for digit in range(10)},
    57409: "kp_decimal", 57410: "kp_divide", 57411: "kp_multiply", 57412: "kp_subtract", 57413: "kp_add",
    57414: "kp_enter", 57415: "kp_equal", 57416: "kp_separator", 57417: "kp_left", 57418: "kp_right", 57419: "kp_up",
    57420: "kp_down", 57421: "kp_pageup", 57422: "kp_pagedown", 57423: "kp_home", 57424: "kp_end", 57425: "kp_insert",
    57426: "kp_delete",
}  # fmt: skip
_PLAIN_NAMES: Final = {pressed: (name, typed) for pressed, name, typed in _KEYPAD.values()}
_FUNCTION_NUMBERS: Final = {
    25: 13, 26: 14, 28: 15, 29: 16, 31: 17, 32: 18, 33: 19, 34: 20, 42: 21, 43: 22, 44: 23, 45: 24,
}  # fmt: skip
"""The number in `CSI number ~` -> the function key."""
_MODIFIERS: Final = ("shift", "alt", "ctrl", "super")
_TILDE: Final = re.compile(r"\x1b\[(\d{1,2})(?:;(\d{1,2}))?~")
_KITTY_CODE: Final = re.compile(r"\x1b\[(57[34]\d\d)[;u]")


def find_legacy_keys(sequence: str) -> list[events.Key] | None:
    """The events of a sequence that is not to be looked up in Textual's table; None for all others."""
    if sequence == "\x08":
        return [TerminalKey("backspace", sequence, "ctrl+h")]
    if sequence == "\0":
        return [TerminalKey(Keys.ControlAt.value, sequence, "ctrl+space")]
    if len(sequence) == 2 and sequence[0] == _ESCAPE:
        # What cannot be typed is not a key: Esc was pressed, and something came with it.
        return list(_press_with_alt(sequence[1])) or [events.Key("escape", _ESCAPE)]
    if len(sequence) == 3 and sequence.startswith("\x1bO") and sequence[2] in _KEYPAD:
        pressed, name, typed = _KEYPAD[sequence[2]]
        return [TerminalKey(name, typed, pressed)]
    if (match := _TILDE.fullmatch(sequence)) and int(match[1]) in _FUNCTION_NUMBERS:
        return [events.Key(_add_modifiers(f"f{_FUNCTION_NUMBERS[int(match[1])]}", int(match[2] or 1) - 1), None)]
    return None


def press_after_escape(sequence: str) -> Iterator[events.Key]:
    """Two characters that came together with others, so that they may be Esc and a key typed right after it."""
    pressed_keys = list(_press_with_alt(sequence[1]))
    if not pressed_keys:
        # What no keyboard types: characters that do not exist, or cannot be seen.
        yield events.Key("escape", _ESCAPE)
        return
    (first,) = pressed_keys
    if isinstance(first, EscapedKey):
        pressed, second = f"escape {first.second.key}", first.second.key
    elif sequence[1].isalnum():
        pressed, second = f"escape {sequence[1]}", _character_to_key(sequence[1])
    else:
        pressed = first.pressed if isinstance(first, TerminalKey) else first.key
        second = next(find_table_keys(sequence[1])).key
    # Without a character: a widget would type it, where alt with the key is bound.
    yield EscapedKey(sort_modifiers(first.key), None, pressed, events.Key(second, sequence[1]))


def find_table_keys(sequence: str) -> Iterator[events.Key]:
    """The keys that Textual's table of sequences has for this one."""
    keys = ANSI_SEQUENCES_KEYS.get(sequence)
    if isinstance(keys, tuple):
        yield from (events.Key(key.value, None) for key in keys if key != Keys.Ignore)


def name_keypad_key(event: events.Key, sequence: str) -> events.Key:
    """The event of a kitty sequence, as the key of the keypad if it is one."""
    match = _KITTY_CODE.match(sequence)
    name = _KITTY_KEYPAD.get(int(match[1])) if match is not None else None
    if name is None:
        return event
    modifiers = event.key.rpartition("+")[0]
    plain, typed = _PLAIN_NAMES.get(name, (event.key.rpartition("+")[2], None))
    prefix = f"{modifiers}+" if modifiers else ""
    return TerminalKey(prefix + plain, event.character or (None if modifiers else typed), prefix + name)


def _press_with_alt(character: str) -> Iterator[events.Key]:
    if character == "\x7f":
        yield events.Key("alt+backspace", None)
    elif character == "\x08":
        yield TerminalKey("alt+backspace", None, "ctrl+alt+h")
    elif character == "\r":
        yield events.Key("alt+enter", None)
    elif character == "\t":
        # What the Linux console sends for shift+tab.
        yield TerminalKey("shift+tab", None, "alt+tab")
    elif character == "\0":
        yield TerminalKey("ctrl+alt+space", None, "ctrl+alt+space")
    elif character < " ":
        yield from (events.Key(f"alt+{key.key}", None) for key in find_table_keys(character))
    elif character.isalnum():
        # The character stays: Esc and a letter typed right after it look the same.
        shifted = character != character.lower() and len(character.lower()) == 1
        yield events.Key(f"alt+shift+{character.lower()}" if shifted else f"alt+{character}", character)
    elif character.isprintable():
        # As vim users type it, `esc :`, unless alt with it is bound.
        name = _character_to_key(character)
        name = "space" if character == " " else KEY_NAME_REPLACEMENTS.get(name, name)
        yield EscapedKey(f"alt+{name}", None, f"alt+{name}", events.Key(name, character))


def _add_modifiers(key: str, bits: int) -> str:
    held = [modifier for place, modifier in enumerate(_MODIFIERS) if bits >> place & 1]
    return "+".join((*held, key))
