"""What the text of a permission's patterns does not show of what will be done."""

from typing import Final

from octui.lazy_dataclasses import dataclass

ANY_COMMAND: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternDoubts:
    """All of it only ever makes a request stricter, except for `wrappers`."""

    uncertain: frozenset[str] = frozenset()
    """Patterns that only a rule for all patterns may allow."""
    spellings: tuple[tuple[str, str], ...] = ()
    """Patterns, each with the same in other words: without quotes, or what runs inside of it."""
    open_starts: frozenset[str] = frozenset()
    """How commands begin of which the rest is unknown; "" stands for any command."""
    other_names: frozenset[str] = frozenset()
    """What else the patterns are called, as by the bare name of a program.

    Only rules that are not for all patterns count for these.
    """
    unread_programs: frozenset[str] = frozenset()
    """Patterns of commands that run a program which was not read.

    Rules for all patterns do not count for what that may run.
    """

    wrappers: frozenset[str] = frozenset()
    """Commands, and beginnings of them, that only run another one, such as `timeout 5 git status`.

    Where a rule for all patterns asks, the rules for the other one decide: it is among the spellings.
    """


NO_DOUBTS: Final = PatternDoubts()
