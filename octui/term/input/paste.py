"""Pasted text as sent to a program: bracketed if the program enabled that, and without control characters."""

import re
from typing import Final

from octui.term.screen import Screen

BRACKETED: Final = 2004
_BEGIN, _END = b"\x1b[200~", b"\x1b[201~"
_HARMFUL: Final = re.compile("[\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f]")


def encode_paste(text: str, screen: Screen) -> bytes:
    """`text` with carriage returns as line ends; control characters are replaced with Unicode control pictures.

    Pasted text can therefore neither end the brackets nor simulate key presses.
    """
    text = text.replace("\r\n", "\r").replace("\n", "\r")
    body = _HARMFUL.sub(_picture, text).encode("utf-8", "replace")
    return _BEGIN + body + _END if screen.modes.has_mode(BRACKETED) else body


def _picture(found: re.Match[str]) -> str:
    number = ord(found.group())
    return chr(0x2400 + number) if number < 32 else "\u2421" if number == 0x7F else "\ufffd"
