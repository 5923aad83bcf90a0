"""The parts of a parsed shell script."""

from dataclasses import dataclass
from typing import Final

_RESERVED: Final = "if then elif else fi for in do done while until case esac select function coproc { } ! [[ ]] ;;"
RESERVED_WORDS: Final = frozenset(_RESERVED.split())
"""Words that a shell does not take for the name of a command; the grammar sometimes does."""


class UnparsableScript(Exception):
    """The text is not a shell script, or its grammar does not show everything a shell would run."""


@dataclass(frozen=True, slots=True)
class ShellWord:
    """`raw` as written, `unquoted` without quotes; `literal` when a shell would not expand it.

    `splits` when a shell may make several words of it, or none.
    """

    raw: str
    unquoted: str
    literal: bool = True
    quoted: bool = False
    splits: bool = False


@dataclass(frozen=True, slots=True)
class SimpleCommand:
    """`text` is its part of the script; `redirect_targets` are the files its redirections open."""

    text: str
    words: tuple[ShellWord, ...]
    assignments: tuple[str, ...] = ()
    redirect_targets: tuple[ShellWord, ...] = ()
    uncertain: bool = False
    """Its text does not show everything it does: no rule about particular commands may allow it."""


@dataclass(frozen=True, slots=True)
class ParsedScript:
    """All simple commands of a script, those in substitutions before the ones that use what they print."""

    commands: tuple[SimpleCommand, ...]
    evaluates_text: bool = False
    """Whether a shell may take text in it, such as the value of a variable in arithmetic, for more of the script."""
    loops: tuple[tuple[str, tuple[ShellWord, ...]], ...] = ()
    """The variable of each loop and the words it takes."""
