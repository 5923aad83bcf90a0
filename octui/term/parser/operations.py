"""What the fast path does by itself for a sequence; it depends on nothing else, so that all screens share it."""

import re
from functools import lru_cache
from typing import Final

from octui.term.parser.sequences import CSI

POSITION, COLUMN, LINE, FORWARD, BACK, CHARSET, ERASE, ERASE_BEFORE, ERASE_ALL, ERASE_SOME = range(10)
"""Moves to the right or to a place come first, and what erases last: a comparison tells them from the others."""
CHARSETS: Final = "B0"
"""ASCII and line drawing, between which programs switch within a line."""
Operation = tuple[int, int, int]
"""One of the constants above, with its two numbers."""

_MAX_KNOWN: Final = 4096
_MOVES: Final = {"cursor_to_column": COLUMN, "cursor_to_line": LINE, "cursor_forward": FORWARD}
_NUMBERS: Final = re.compile(r"\x1b\[(\d{0,4})(?:;(\d{0,4}))?([@-~])").fullmatch
"""A sequence with at most two numbers, which most are: it is parsed without the general parser."""
_BASIC: Final[dict[str, Operation]] = {
    "\r": (COLUMN, 0, 0),
    "\b": (BACK, 0, 0),
    **{f"\x1b({name}": (CHARSET, at, 0) for at, name in enumerate(CHARSETS)},
}
known_operations: Final = dict(_BASIC)
"""Sequence -> operation, as far as they were met."""


def learn_operation(sequence: str) -> Operation | None:
    """The operation of a sequence, which is cached; None for one that needs its handler."""
    simple = parse_simple(sequence)
    operation = _find_operation(*simple) if simple is not None else None
    if operation is not None:
        if len(known_operations) >= _MAX_KNOWN:
            known_operations.clear()
            known_operations.update(_BASIC)
        known_operations[sequence] = operation
    return operation


@lru_cache(maxsize=_MAX_KNOWN)
def parse_simple(sequence: str) -> tuple[str, tuple[int, ...]] | None:
    """The handler of a CSI sequence with at most two numbers, and these; None for any other sequence."""
    found = _NUMBERS(sequence)
    if found is None:
        return None
    first, second, final = found.groups()
    return CSI.get(final, "debug"), (int(first or 0),) if second is None else (int(first or 0), int(second or 0))


def _find_operation(name: str, numbers: tuple[int, ...]) -> Operation | None:
    if name == "cursor_position":
        line, column = (*numbers, 0)[:2]
        return POSITION, max(line, 1) - 1, max(column, 1) - 1
    if name == "erase_in_line" and numbers[0] in (0, 1, 2):
        return (ERASE, ERASE_BEFORE, ERASE_ALL)[numbers[0]], 0, 0
    if name == "erase_characters":
        return ERASE_SOME, max(numbers[0], 1), 0
    if name in _MOVES:
        count = max(numbers[0], 1)
        return _MOVES[name], count if name == "cursor_forward" else count - 1, 0
    return None
