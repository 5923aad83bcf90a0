"""What the text of a permission's patterns does not show of what will be done."""

from typing import Final

from octui.lazy_dataclasses import dataclass

ANY_COMMAND: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternDoubts:
    """All of it only ever makes a request stricter."""

    uncertain: frozenset[str] = frozenset()
    """Patterns that only a rule for all patterns may allow."""
    spellings: tuple[tuple[str, str], ...] = ()
    """Patterns, each with the same in other words: without quotes, or with the bare name of a program."""
    open_starts: frozenset[str] = frozenset()
    """How commands begin of which the rest is unknown; "" stands for any command."""
    other_names: frozenset[str] = frozenset()
    """What else the patterns are called; only rules that are not for all patterns count for these."""


NO_DOUBTS: Final = PatternDoubts()
