"""Key hints for what is drawn; the keys themselves come from the user's keymap."""

from octui.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyHints:
    """Each is a key and what it does, as in `enter open`; empty ones are left out."""

    expand: str = ""
    """Shows the rest of a block."""
    watch: str = ""
    """Shows a running command in a terminal."""
    redo: str = ""
    """Brings back what was undone."""


NO_HINTS = KeyHints()
