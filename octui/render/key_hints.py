"""Hints that name a key, for what is drawn; which key it is, the user's keymap says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyHints:
    """Each is a key and what it does, as in `enter open`; an empty one is left out."""

    expand: str = ""
    """Shows the rest of a block."""
    redo: str = ""
    """Brings back what was undone."""


NO_HINTS = KeyHints()
