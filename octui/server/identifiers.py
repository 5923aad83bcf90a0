"""Ids like OpenCode's: a prefix, twelve hex digits that sort by time, fourteen random characters.

Messages and parts are ordered only by their ids; session ids count down, so that the newest sorts first.
"""

import re
import secrets
import string
import time
from typing import Annotated

from msgspec import Meta

TIME_DIGITS = 12
RANDOM_CHARACTERS = 14
COUNTS_A_MILLISECOND = 4096

MessageId = Annotated[str, Meta(pattern="^msg")]
"""The id of a message in a request."""

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SPAN = 16**TIME_DIGITS

_HEXADECIMAL = re.compile(f"[0-9a-f]{{{TIME_DIGITS}}}")

_last = 0


def create_ascending_id(kind: str) -> str:
    """A new id that sorts after all earlier ones of this process."""
    return _format_id(kind, _next_moment() % _SPAN)


def create_descending_id(kind: str) -> str:
    """A new id that sorts before all earlier ones of this process."""
    return _format_id(kind, (_SPAN - 1) - _next_moment() % _SPAN)


def create_id_after(previous_id: str, kind: str) -> str:
    """A new id that sorts after all earlier ones and after `previous_id`, whatever clock or scheme that comes from."""
    fresh = create_ascending_id(kind)
    if fresh > previous_id:
        return fresh
    digits = previous_id.removeprefix(f"{kind}_")[:TIME_DIGITS]
    if _HEXADECIMAL.fullmatch(digits) and int(digits, 16) + 1 < _SPAN:
        return _format_id(kind, int(digits, 16) + 1)
    return _increment_text(previous_id, len(kind) + 1) + _make_tail()


def get_time_ms() -> int:
    """Milliseconds since the epoch, the unit of all times the server sends."""
    return time.time_ns() // 1_000_000


def _next_moment() -> int:
    global _last
    _last = max(_last + 1, get_time_ms() * COUNTS_A_MILLISECOND + 1)
    return _last


def _format_id(kind: str, moment: int) -> str:
    return f"{kind}_{moment:0{TIME_DIGITS}x}{_make_tail()}"


def _make_tail() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(RANDOM_CHARACTERS))


def _increment_text(text: str, start: int) -> str:
    """A text that sorts after all that begin with `text`, changed from `start` on and as short as may be."""
    for end in range(start + TIME_DIGITS, len(text) + TIME_DIGITS, TIME_DIGITS):
        for place in range(min(end, len(text)) - 1, start - 1, -1):
            if (larger := next((character for character in _ALPHABET if character > text[place]), "")) != "":
                return text[:place] + larger
    return text
