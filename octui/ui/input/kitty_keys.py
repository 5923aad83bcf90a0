"""Keys in the kitty keyboard protocol, brought into the form that Textual's parser reads.

`CSI code[:shifted[:base]] [;modifiers[:event] [;text]] u`, or a letter or `~` as in xterm. Textual's parser takes the
second field for a number, so that `CSI 97;1:3u` (a key that is released) ends the program, and it ignores the base
layout's key, without which no shortcut works on a Cyrillic keyboard.
Source: https://sw.kovidgoyal.net/kitty/keyboard-protocol/
"""

import re
from dataclasses import replace
from typing import Final

from textual._keyboard_protocol import FUNCTIONAL_KEYS

from octui.lazy_dataclasses import dataclass

_KEY: Final = re.compile(
    r"\x1b\[(?P<code>\d*)(?::(?P<shifted>\d*))?(?::(?P<base>\d*))?"
    r"(?:;(?P<modifiers>\d*)(?::(?P<event>\d*))?)?(?:;(?P<text>[\d:]*))?(?P<final>[u~ABCDEFHPQRS])"
)
_OTHER_KEY: Final = re.compile(r"\x1b\[27;(\d{1,3});(\d{1,7})~")
"""A key as xterm's modifyOtherKeys sends it, and tmux with its older format."""
_MAX_MODIFIERS: Final = 256
_LAST_CODE_POINT: Final = 0x10FFFF
_SHIFT: Final = 1
_SPACE: Final = 32
_PRESSED, _REPEATED, _RELEASED = 1, 2, 3
_FUNCTIONAL: Final = range(57344, 63744)
"""Numbers of keys that type nothing: Unicode's first private use area."""
_KEYPAD_BEGIN: Final = 57427
_MODIFIER_NAMES: Final = ("shift", "alt", "ctrl", "super", "hyper", "meta")


@dataclass(frozen=True, slots=True)
class KittyKey:
    sequence: str
    """What Textual's parser reads: one number in each field; empty for what is not a key."""
    base: str = ""
    """The key's character on the US layout where the own layout has another, non-ASCII one there."""
    shifted: str = ""
    """What the key types with shift, where that was held."""
    pressed: str = ""
    """The key with its modifiers, where a program must know more of it than the text that it types."""
    is_repeat: bool = False
    is_release: bool = False
    """Only a terminal that was asked for it tells about repeats and releases."""


def normalize_kitty_key(sequence: str) -> KittyKey | None:
    """The key of a sequence; None when it is not a key sequence with fields."""
    if (other := _OTHER_KEY.fullmatch(sequence)) is not None:
        sequence = f"\x1b[{other[2]};{other[1]}u"
    match = _KEY.fullmatch(sequence)
    if match is None or not any(match.group(name) for name in ("code", "modifiers", "text")):
        return None
    code, modifiers = _to_number(match["code"], 1), _to_number(match["modifiers"], 1)
    texts = [_to_number(text, 0) for text in (match["text"] or "").split(":") if text]
    event = _to_number(match["event"], _PRESSED)
    is_known = event in (_PRESSED, _REPEATED, _RELEASED) and modifiers <= _MAX_MODIFIERS
    if not is_known or not all(_is_character(number) for number in (code, *texts)):
        return KittyKey("")
    if match["final"] != "u":
        key = KittyKey(_make_sequence(code, modifiers, texts, match["final"]) if ":" in sequence else sequence)
    elif code in _FUNCTIONAL:
        key = KittyKey(_make_functional_sequence(code, modifiers, texts))
    else:
        key = _make_text_key(code, _to_number(match["shifted"], 0), _to_number(match["base"], 0), modifiers, texts)
    return replace(key, is_repeat=event == _REPEATED, is_release=event == _RELEASED)


def find_key_identity(sequence: str) -> str:
    """Which key of the keyboard a sequence is about, whatever is held with it; "" for what is not a key sequence."""
    match = _KEY.fullmatch(sequence)
    return f"{match['code'] or 1}{match['final']}" if match is not None else ""


def _make_text_key(code: int, shifted: int, base: int, modifiers: int, texts: list[int]) -> KittyKey:
    """A key that types text: a shortcut is found by where it is, whatever it would have typed there."""
    held = (modifiers - 1) & 0b111111
    has_base = code > 127 and 32 < base < 127
    texts = texts or _find_shifted_text(code, shifted, modifiers)
    shift_types = chr(shifted) if held & _SHIFT and _is_character(shifted) and shifted > 32 else ""
    pressed = ""
    if has_base or shift_types or (held and code == _SPACE):
        names = [name for place, name in enumerate(_MODIFIER_NAMES) if held >> place & 1]
        pressed = "+".join((*names, "space" if code == _SPACE else chr(code)))
    base_key = chr(base) if has_base else ""
    if has_base and held & ~_SHIFT:
        return KittyKey(_make_sequence(base, modifiers, [], "u"), base_key, shift_types, pressed)
    return KittyKey(_make_sequence(code, modifiers, texts, "u"), base_key, shift_types, pressed)


def _find_shifted_text(code: int, shifted: int, modifiers: int) -> list[int]:
    """What a key types that is held with shift alone, where the terminal sends it as a key without a text.

    xterm does where a program before octui left modifyOtherKeys on; it names the character, kitty the key.
    """
    if (modifiers - 1) & 0b111111 != _SHIFT or not chr(code).isprintable():
        return []
    typed = chr(shifted) if _is_character(shifted) and shifted > _SPACE else chr(code).upper()
    # Capitals of one letter may be two, as those of ß.
    return [ord(typed if len(typed) == 1 else chr(code))]


def _make_functional_sequence(code: int, modifiers: int, texts: list[int]) -> str:
    """A key that types nothing, or one of the keypad; empty for one that Textual would take for a character."""
    if code == _KEYPAD_BEGIN:
        return _make_sequence(1, modifiers, [], "E")
    return _make_sequence(code, modifiers, texts, "u") if f"{code}u" in FUNCTIONAL_KEYS else ""


def _make_sequence(code: int, modifiers: int, texts: list[int], final: str) -> str:
    fields = f"{code};{modifiers}" if modifiers > 1 or texts else str(code)
    text = ";" + ":".join(map(str, texts)) if texts else ""
    # Textual's parser wants a second field.
    return f"\x1b[{fields}{'' if ';' in fields else ';'}{text}{final}"


def _to_number(digits: str | None, default: int) -> int:
    return int(digits[:10]) if digits else default


def _is_character(number: int) -> bool:
    return number <= _LAST_CODE_POINT and not 0xD800 <= number <= 0xDFFF
