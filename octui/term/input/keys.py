"""Encodes keys, as named by Textual, in the formats programs expect: xterm's, DEC's and kitty's.

Sources: xterm's ctlseqs ("PC-Style Function Keys", modifyOtherKeys) and
https://sw.kovidgoyal.net/kitty/keyboard-protocol.
"""

from typing import Final, Protocol
from unicodedata import lookup

from octui.lazy_dataclasses import dataclass

_SHIFT, _ALT, _CTRL = 1, 2, 4
_MODIFIERS: Final = {"shift": _SHIFT, "alt": _ALT, "meta": _ALT, "ctrl": _CTRL, "super": 8, "hyper": 16}
_BACKARROW: Final = 67
"""Mode that swaps the codes of backspace and ctrl+backspace."""
DISAMBIGUATED_KEYS: Final = 1
ALL_KEYS: Final = 8
KEY_TEXTS: Final = 16
_ALTERNATES: Final = 4

_LETTERED: Final = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H", "kp_begin": "E"}
"""Keys sent as CSI letter, or SS3 letter in application mode."""
_FUNCTIONS: Final = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
"""Keys sent as SS3 letter, or CSI 1;modifiers letter."""
_NUMBERED: Final = {
    "insert": 2, "delete": 3, "pageup": 5, "pagedown": 6,
    "f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20, "f10": 21, "f11": 23, "f12": 24,
    "f13": 25, "f14": 26, "f15": 28, "f16": 29, "f17": 31, "f18": 32, "f19": 33, "f20": 34,
    "f21": 42, "f22": 43, "f23": 44, "f24": 45,
}  # fmt: skip
"""Keys sent as CSI number ~."""
_KEYPAD: Final = {
    "kp_0": "0", "kp_1": "1", "kp_2": "2", "kp_3": "3", "kp_4": "4", "kp_5": "5", "kp_6": "6", "kp_7": "7", "kp_8": "8",
    "kp_9": "9", "kp_multiply": "*", "kp_add": "+", "kp_separator": ",", "kp_subtract": "-", "kp_decimal": ".",
    "kp_divide": "/", "kp_enter": "\r", "kp_equal": "=",
}  # fmt: skip
_KITTY_NAMES: Final = {
    57358: "caps_lock scroll_lock num_lock print_screen pause menu",
    57388: "f25 f26 f27 f28 f29 f30 f31 f32 f33 f34 f35",
    57399: "kp_0 kp_1 kp_2 kp_3 kp_4 kp_5 kp_6 kp_7 kp_8 kp_9 kp_decimal kp_divide kp_multiply kp_subtract kp_add"
    " kp_enter kp_equal kp_separator kp_left kp_right kp_up kp_down kp_pageup kp_pagedown kp_home kp_end kp_insert"
    " kp_delete",
    57428: "media_play media_pause media_play_pause media_reverse media_stop media_fast_forward media_rewind"
    " media_track_next media_track_previous media_record lower_volume raise_volume mute_volume",
}
_KITTY_CODES: Final = {
    name: code for first, names in _KITTY_NAMES.items() for code, name in enumerate(names.split(), first)
}
"""Keys with a number of their own in the kitty protocol, of which most have no other encoding."""
_CONTROLS: Final = {"enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " "}
_SAME: Final = {
    "return": "enter", "page_up": "pageup", "page_down": "pagedown",
    "del": "delete",
}  # fmt: skip
_SYMBOLS: Final = {
    "minus": "-", "plus": "+", "underscore": "_", "equals_sign": "=", "slash": "/", "backslash": "\\", "full_stop": ".",
    "comma": ",", "colon": ":", "semicolon": ";", "at": "@", "circumflex_accent": "^", "hash": "#", "number_sign": "#",
    "less_than_sign": "<", "greater_than_sign": ">", "vertical_line": "|", "tilde": "~", "grave_accent": "`",
    "left_square_bracket": "[", "right_square_bracket": "]", "left_curly_bracket": "{", "right_curly_bracket": "}",
    "apostrophe": "'", "quotation_mark": '"', "left_parenthesis": "(", "right_parenthesis": ")", "ampersand": "&",
    "asterisk": "*", "dollar_sign": "$", "percent_sign": "%", "exclamation_mark": "!", "question_mark": "?",
}  # fmt: skip
_CONTROL_SYMBOLS: Final = {
    "@": "\0", " ": "\0", "2": "\0", "[": "\x1b", "3": "\x1b", "\\": "\x1c", "4": "\x1c", "]": "\x1d", "5": "\x1d",
    "^": "\x1e", "6": "\x1e", "~": "\x1e", "_": "\x1f", "7": "\x1f", "/": "\x1f", "-": "\x1f", "?": "\x7f", "8": "\x7f",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _TextKey:
    """A key that types text: what it types alone, with shift, and on the US layout; empty where that is not known."""

    own: str
    shifted: str = ""
    base: str = ""


class ModeSwitches(Protocol):
    def has_mode(self, mode: int, /) -> bool: ...


class KeyModes(Protocol):
    """The modes set by a program that decide how a key is encoded."""

    @property
    def keyboard_flags(self) -> int: ...
    @property
    def keypad(self) -> bool: ...
    @property
    def modify_other_keys(self) -> int: ...
    @property
    def modes(self) -> ModeSwitches: ...


def encode_key(key: str, character: str | None, screen: KeyModes, *, shifted: str = "", base: str = "") -> bytes:
    """The bytes of a key under the modes set by the program.

    `key` is Textual's name ("ctrl+shift+left", "f5", "alt+x", "enter", "upper_a"), `character` the text it types,
    if any; `shifted` what it types with shift, and `base` what it types on the US layout, where the kitty protocol
    reported that. Empty for a key that has no encoding.
    """
    name, modifiers = _split(key)
    return _encoded(name, modifiers, character, screen, shifted, base).encode("utf-8", "replace")


def _split(key: str) -> tuple[str, int]:
    """The key without its modifiers, and the modifiers in xterm's numbering."""
    modifiers = 0
    name = key
    while "+" in name[:-1]:
        head, _, rest = name.partition("+")
        if head not in _MODIFIERS:
            break
        modifiers |= _MODIFIERS[head]
        name = rest
    return _SAME.get(name, name), modifiers


def _encoded(name: str, modifiers: int, character: str | None, screen: KeyModes, shifted: str, base: str) -> str:
    if name in _KITTY_CODES:
        return _own_code(name, modifiers, screen)
    if name in _LETTERED or name in _FUNCTIONS or name in _NUMBERED:
        return _function(name, modifiers, screen)
    if name in _CONTROLS and name != "space":
        return _control(name, modifiers, screen)
    typed = _typed(name, character)
    if typed is None:
        return ""
    return _text(_TextKey(typed, shifted, base), modifiers, screen, character)


def _function(name: str, modifiers: int, screen: KeyModes) -> str:
    kitty = bool(screen.keyboard_flags & (DISAMBIGUATED_KEYS | ALL_KEYS))
    if name in _LETTERED:
        letter = _LETTERED[name]
        if modifiers:
            return f"\x1b[1;{modifiers + 1}{letter}"
        has_application_code = screen.keypad if name == "kp_begin" else screen.modes.has_mode(1)
        return f"\x1bO{letter}" if has_application_code else f"\x1b[{letter}"
    if name in _FUNCTIONS:
        if kitty and name == "f3":
            # CSI R would be mistaken for a cursor position report.
            return _tilde(13, modifiers)
        letter = _FUNCTIONS[name]
        if modifiers:
            return f"\x1b[1;{modifiers + 1}{letter}"
        return f"\x1b[{letter}" if kitty else f"\x1bO{letter}"
    number = int(name[1:]) if name[0] == "f" and name[1:].isdigit() else 0
    if kitty and number > 12:
        return _kitty(57376 + number - 13, modifiers)
    return _tilde(_NUMBERED[name], modifiers)


def _tilde(number: int, modifiers: int) -> str:
    return f"\x1b[{number};{modifiers + 1}~" if modifiers else f"\x1b[{number}~"


def _own_code(name: str, modifiers: int, screen: KeyModes) -> str:
    """Keys of the keypad, and those that only the kitty protocol has."""
    flags = screen.keyboard_flags
    text = _KEYPAD.get(name, "")
    types = text.isprintable() and bool(text) and not modifiers
    if flags & ALL_KEYS or (flags & DISAMBIGUATED_KEYS and not types):
        return _kitty(_KITTY_CODES[name], modifiers, text if types and flags & KEY_TEXTS else "")
    if not text:
        return _function(name[3:], modifiers, screen) if name.startswith("kp_") else ""
    if screen.keypad and not modifiers:
        return f"\x1bO{chr(ord(text) + 0x40) if text != '=' else 'X'}"
    if text == "\r":
        return _control("enter", modifiers, screen)
    return _text(_TextKey(text), modifiers, screen, text)


def _control(name: str, modifiers: int, screen: KeyModes) -> str:
    """Enter, tab, escape and backspace."""
    text = _CONTROLS[name]
    flags, other = screen.keyboard_flags, screen.modify_other_keys
    if flags & ALL_KEYS or (flags & DISAMBIGUATED_KEYS and (modifiers or name == "escape")):
        return _kitty(ord(text), modifiers)
    if _is_other_control(name, modifiers, other):
        return _other(ord(text), modifiers)
    if name == "tab" and modifiers & _SHIFT:
        return ("\x1b" if modifiers & _ALT else "") + "\x1b[Z"
    if name == "backspace" and bool(modifiers & _CTRL) != screen.modes.has_mode(_BACKARROW):
        text = "\x08"
    return ("\x1b" if modifiers & _ALT else "") + text


def _is_other_control(name: str, modifiers: int, other: int) -> bool:
    """Whether modifyOtherKeys has its own code for the key; xterm leaves alt alone at level 1, and shift+tab always."""
    if other == 0 or (name == "tab" and modifiers == _SHIFT):
        return False
    if name == "backspace":
        return other == 2 and bool(modifiers & ~_CTRL)
    return bool(modifiers) if other == 2 else name != "escape" and bool(modifiers & ~_ALT)


def _typed(name: str, character: str | None) -> str | None:
    """The character on the key, before ctrl and alt modify it."""
    if name == "space":
        return " "
    if len(name) == 1:
        return name
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    if name.startswith("upper_") and len(name) == 7:
        return name[-1].upper()
    if character is not None and character.isprintable() and character:
        return character
    try:
        return lookup(name.replace("_", " ").upper())
    except KeyError:
        return None


def _text(key: _TextKey, modifiers: int, screen: KeyModes, character: str | None) -> str:
    flags, other = screen.keyboard_flags, screen.modify_other_keys
    if len(key.own) > 1 or not modifiers & ~_SHIFT:
        if other == 2 and key.own == " " and modifiers and not flags:
            return _other(ord(" "), modifiers)
        return _plain(key, modifiers, flags, character)
    if flags & (DISAMBIGUATED_KEYS | ALL_KEYS):
        return _kitty_text(key, modifiers, flags)
    typed = _find_shifted(key) if modifiers & _SHIFT else key.own
    if not typed.isascii() and key.base:
        # A shortcut is found by where the key is.
        typed = key.base
    legacy = _legacy(typed, modifiers)
    if other == 2 or (other == 1 and (legacy is None or (modifiers & _CTRL and modifiers & _SHIFT))):
        return _other(ord(typed), modifiers)
    return ("\x1b" if modifiers & _ALT else "") + typed if legacy is None else legacy


def _find_shifted(key: _TextKey) -> str:
    upper = key.own.upper()
    return key.shifted or (upper if len(upper) == 1 else key.own)


def _plain(key: _TextKey, modifiers: int, flags: int, character: str | None) -> str:
    """Text as typed, or all keys as numbers where a program requested that."""
    typed = character if modifiers & _SHIFT and character else key.own
    if typed == key.own and modifiers & _SHIFT and typed.isalpha():
        typed = typed.upper()
    if flags & ALL_KEYS and len(key.own) == len(typed) == 1:
        return _kitty_text(key, modifiers, flags, typed)
    return typed


def _legacy(typed: str, modifiers: int) -> str | None:
    """The VT220 encoding; None where it cannot represent the key."""
    prefix = "\x1b" if modifiers & _ALT else ""
    if not modifiers & _CTRL:
        return prefix + typed if modifiers & _ALT else None
    if typed.isascii() and typed.isalpha():
        return prefix + chr(ord(typed.upper()) - 64)
    control = _CONTROL_SYMBOLS.get(typed)
    return None if control is None else prefix + control


def _kitty_text(key: _TextKey, modifiers: int, flags: int, text: str = "") -> str:
    """A key that types text, by the character that it types alone."""
    own = key.own.lower() if len(key.own.lower()) == 1 else key.own
    if own != key.own:
        modifiers |= _SHIFT
    alternates = ""
    if flags & _ALTERNATES:
        shifted = _find_shifted(key) if modifiers & _SHIFT else own
        alternates = f":{ord(shifted)}" if shifted != own else ""
        if key.base and key.base != own:
            alternates = f"{alternates or ':'}:{ord(key.base)}"
    return _kitty(ord(own), modifiers, text if flags & KEY_TEXTS else "", alternates)


def _kitty(code: int, modifiers: int, text: str = "", alternates: str = "") -> str:
    if text:
        return f"\x1b[{code}{alternates};{modifiers + 1 if modifiers else ''};{ord(text)}u"
    return f"\x1b[{code}{alternates};{modifiers + 1}u" if modifiers else f"\x1b[{code}{alternates}u"


def _other(code: int, modifiers: int) -> str:
    return f"\x1b[27;{modifiers + 1};{code}~"
