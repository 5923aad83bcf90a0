"""How much of an output is looked at."""

from typing import Final, NamedTuple

LOOK_BACK: Final = 4_096
"""Characters before the replayed part that are searched for colours that still apply."""


class OutputLimit(NamedTuple):
    """How much of an output will be shown."""

    lines: int
    characters: int
    """How many are replayed, counted from the end, where programs move back to earlier lines."""
