"""Keys in the kitty keyboard protocol, brought into the form that Textual's parser reads.

`CSI code[:shifted[:base]] [;modifiers[:event] [;text]] u`, or a letter or `~` as in xterm. Textual's parser takes the
second field for a number, so that `CSI 97;1:3u` (a key that is released) ends the program, and it ignores the base
layout's key, without which no shortcut works on a Cyrillic keyboard.
Source: https://sw.kovidgoyal.net/kitty/keyboard-protocol/
"""

import re
from dataclasses import dataclass
from typing import Final

_KEY: Final = re.compile(
    r"\x1b\[(?P<code>\d*)(?::(?P<shifted>\d*))?(?::(?P<base>\d*))?"
    r"(?:;(?P<modifiers>\d*)(?::(?P<event>\d*))?)?(?:;(?P<text>[\d:]*))?(?P<final>[u~ABCDEFHPQRS])"
)
_OTHER_KEY: Final = re.compile(r"\x1b\[27;(\d{1,3});(\d{1,7})~")
"""A key as xterm's modifyOtherKeys sends it, and tmux with its older format."""
_MOST_MODIFIERS: Final = 256
_LAST_CODE_POINT: Final = 0x10FFFF
_SHIFT, _ALT = 1, 2
_RELEASED: Final = 3


@dataclass(frozen=True, slots=True)
class KittyKey:
    sequence: str
    """What Textual's parser reads: one number in each field; empty when nothing was pressed."""
    base: str = ""
    """The key's character on the US layout where the own layout has another, non-ASCII one there."""


def normalize_kitty_key(sequence: str) -> KittyKey | None:
    """The key of a sequence; None when it is no key sequence with fields."""
    if (other := _OTHER_KEY.fullmatch(sequence)) is not None:
        sequence = f"\x1b[{other[2]};{other[1]}u"
    match = _KEY.fullmatch(sequence)
    if match is None or not any(match.group(name) for name in ("code", "modifiers", "text")):
        return None
    code, modifiers = _to_number(match["code"], 1), _to_number(match["modifiers"], 1)
    texts = [_to_number(text, 0) for text in (match["text"] or "").split(":") if text]
    if match["event"] == str(_RELEASED) or modifiers > _MOST_MODIFIERS:
        return KittyKey("")
    if not all(_is_character(number) for number in (code, *texts)):
        return KittyKey("")
    if match["final"] != "u" and ":" not in sequence:
        return KittyKey(sequence)
    base = _to_number(match["base"], 0)
    has_base = match["final"] == "u" and code > 127 and 32 < base < 127
    if has_base and (modifiers - 1) & ~_SHIFT & 0b111111:
        # A shortcut is found by where the key is; what it would have typed does not matter.
        code, texts, has_base = base, [], False
    fields = f"{code};{modifiers}" if modifiers > 1 or texts else str(code)
    text = ";" + ":".join(map(str, texts)) if texts else ""
    final = match["final"]
    # Textual's parser wants a second field.
    return KittyKey(f"\x1b[{fields}{'' if ';' in fields else ';'}{text}{final}", chr(base) if has_base else "")


def _to_number(digits: str | None, default: int) -> int:
    return int(digits[:10]) if digits else default


def _is_character(number: int) -> bool:
    return number <= _LAST_CODE_POINT and not 0xD800 <= number <= 0xDFFF
