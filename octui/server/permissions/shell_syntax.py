"""The parts of a parsed shell script."""

from dataclasses import dataclass


class UnparsableScript(Exception):
    """The text is not a shell script, or uses syntax that is not supported here."""


@dataclass(frozen=True, slots=True)
class ShellWord:
    """`raw` as written, `unquoted` without quotes; `literal` when a shell would not expand it."""

    raw: str
    unquoted: str
    literal: bool = True
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class SimpleCommand:
    """`text` is its part of the script; `redirect_targets` are the files its redirections open."""

    text: str
    words: tuple[ShellWord, ...]
    assignments: tuple[str, ...] = ()
    redirect_targets: tuple[ShellWord, ...] = ()
    uncertain: bool = False
