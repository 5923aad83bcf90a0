"""Text on its way into the prompt, and places in it: pure."""

import re
from typing import Final

from rich.cells import split_graphemes

_ESCAPES: Final = re.compile(
    "\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # colours, cursor movement
    "|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?"  # titles, links, clipboard
    "|[PX^_][^\x1b]*(?:\x1b\\\\)?"  # strings for devices
    r"|[ -/]*[0-~]"
    ")?"
)
_BREAKS: Final = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def sanitize_prompt(text: str) -> str:
    """What may stand in a prompt: one kind of line break, tabs, and nothing that steers a terminal."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", _ESCAPES.sub("", text)))


def find_grapheme_start(line: str, column: int) -> int:
    """The column where the character left of `column` begins, all that draws as one taken as one."""
    if column <= 1 or line[:column].isascii():
        return max(0, column - 1)
    return max((start for start, _, _ in _split_graphemes(line) if start < column), default=0)


def find_grapheme_end(line: str, column: int) -> int:
    """The column where the character at `column` ends."""
    if column >= len(line) or line[column : column + 2].isascii():
        return min(len(line), column + 1)
    return next((end for start, end, _ in _split_graphemes(line) if end > column and start <= column), len(line))


def find_word_start(line: str, column: int) -> int:
    """Where the word left of `column` begins."""
    while column > 0 and not _is_word_character(line[column - 1]):
        column -= 1
    while column > 0 and _is_word_character(line[column - 1]):
        column -= 1
    return column


def find_word_end(line: str, column: int) -> int:
    """Where the word right of `column` ends."""
    while column < len(line) and not _is_word_character(line[column]):
        column += 1
    while column < len(line) and _is_word_character(line[column]):
        column += 1
    return column


def _is_word_character(char: str) -> bool:
    return char.isalnum() or char == "_"


def _split_graphemes(line: str) -> list[tuple[int, int, int]]:
    return split_graphemes(line)[0]
