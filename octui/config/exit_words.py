"""The words that people used to OpenCode, a shell or vi type to quit."""

from typing import Final

_EXIT_WORDS: Final = frozenset({"exit", "quit", ":q", ":q!", ":qa", ":qa!", ":wq", ":wq!", ":wqa", ":x", ":xa"})


def is_exit_word(text: str) -> bool:
    """Whether a whole prompt is nothing but a wish to quit."""
    return text.strip().casefold() in _EXIT_WORDS
