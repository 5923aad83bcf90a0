"""Ids of messages and parts as servers make them: they sort by time, and are ordered by nothing else.

`msg_`, then twelve hex digits of the time in milliseconds times 4096 plus a count, then fourteen random characters.
"""

import random
import string

PREFIX = "msg_"
TIME_DIGITS = 12
RANDOM_CHARACTERS = 14
_ALPHABET = string.digits + string.ascii_letters


def make_message_id(milliseconds: int) -> str:
    """An id for a message of this moment."""
    return _format_message_id(milliseconds * 4096 + 1)


def make_next_message_id(message_id: str) -> str:
    """The id next after another."""
    digits = message_id.removeprefix(PREFIX)[:TIME_DIGITS]
    return _format_message_id(int(digits, 16) + 1)


def make_first_part_id() -> str:
    """An id for a part that comes before all others of its message, whatever the server's clock says."""
    return f"prt_{'0' * TIME_DIGITS}{_make_random_tail()}"


def _format_message_id(moment: int) -> str:
    return f"{PREFIX}{moment % 16**TIME_DIGITS:0{TIME_DIGITS}x}{_make_random_tail()}"


def _make_random_tail() -> str:
    return "".join(random.choices(_ALPHABET, k=RANDOM_CHARACTERS))
