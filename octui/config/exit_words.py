"""What people type to leave, who are used to OpenCode, a shell or vi."""

from typing import Final

_EXIT_WORDS: Final = frozenset({"exit", "quit", ":q", ":q!", ":qa", ":qa!", ":wq", ":wq!", ":wqa", ":x", ":xa"})


def is_exit_word(text: str) -> bool:
    """Whether a whole prompt means only that its author wants to leave."""
    return text.strip().casefold() in _EXIT_WORDS
