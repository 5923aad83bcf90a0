"""Columns that the cursor moves to within a line: by grapheme, and by word. Pure."""

from rich.cells import split_graphemes


def find_grapheme_start(line: str, column: int) -> int:
    """The column where the grapheme left of `column` starts."""
    if column <= 1 or line[:column].isascii():
        return max(0, column - 1)
    return max((start for start, _, _ in _split_graphemes(line) if start < column), default=0)


def find_grapheme_end(line: str, column: int) -> int:
    """The column where the grapheme at `column` ends."""
    if column >= len(line) or line[column : column + 2].isascii():
        return min(len(line), column + 1)
    return next((end for start, end, _ in _split_graphemes(line) if end > column and start <= column), len(line))


def find_word_start(line: str, column: int) -> int:
    """The column where the word left of `column` starts."""
    while column > 0 and not _is_word_character(line[column - 1]):
        column -= 1
    while column > 0 and _is_word_character(line[column - 1]):
        column -= 1
    return column


def find_word_end(line: str, column: int) -> int:
    """The column where the word right of `column` ends."""
    while column < len(line) and not _is_word_character(line[column]):
        column += 1
    while column < len(line) and _is_word_character(line[column]):
        column += 1
    return column


def _is_word_character(char: str) -> bool:
    return char.isalnum() or char == "_"


def _split_graphemes(line: str) -> list[tuple[int, int, int]]:
    return split_graphemes(line)[0]
