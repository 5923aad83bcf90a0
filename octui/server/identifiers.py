"""Ids like OpenCode's: a prefix, twelve hex digits that sort by time, fourteen random characters.

Messages and parts are ordered only by their ids; session ids count down, so that the newest sorts first.
"""

import secrets
import string
import time

TIME_DIGITS = 12
RANDOM_CHARACTERS = 14
COUNTS_A_MILLISECOND = 4096

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SPAN = 16**TIME_DIGITS

_last = 0


def create_ascending_id(kind: str) -> str:
    """A new id that sorts after all earlier ones of this process."""
    return _format_id(kind, _next_moment() % _SPAN)


def create_descending_id(kind: str) -> str:
    """A new id that sorts before all earlier ones of this process."""
    return _format_id(kind, (_SPAN - 1) - _next_moment() % _SPAN)


def create_id_after(previous_id: str, kind: str) -> str:
    """A new id that sorts after all earlier ones and after `held`, even if that comes from another clock."""
    fresh = create_ascending_id(kind)
    if fresh > previous_id:
        return fresh
    digits = previous_id.removeprefix(f"{kind}_")[:TIME_DIGITS]
    try:
        return _format_id(kind, min(int(digits, 16) + 1, _SPAN - 1))
    except ValueError:
        return fresh


def get_time_ms() -> int:
    """Milliseconds since the epoch, the unit of all times the server sends."""
    return time.time_ns() // 1_000_000


def _next_moment() -> int:
    global _last
    _last = max(_last + 1, get_time_ms() * COUNTS_A_MILLISECOND + 1)
    return _last


def _format_id(kind: str, moment: int) -> str:
    tail = "".join(secrets.choice(_ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return f"{kind}_{moment:0{TIME_DIGITS}x}{tail}"
