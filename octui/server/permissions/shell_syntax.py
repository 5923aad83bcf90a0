"""What a shell script is made of, once it was read."""

from dataclasses import dataclass


class UnparsableScript(Exception):
    """The text is no shell script, or one that is not followed here."""


@dataclass(frozen=True, slots=True)
class ShellWord:
    """`raw` as it is written, `plain` without its quotes; `literal` when a shell would make just that of it."""

    raw: str
    unquoted: str
    literal: bool = True
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class SimpleCommand:
    """`text` is its own part of the script; `targets` are the files its redirections open."""

    text: str
    words: tuple[ShellWord, ...]
    assignments: tuple[str, ...] = ()
    redirect_targets: tuple[ShellWord, ...] = ()
    uncertain: bool = False
