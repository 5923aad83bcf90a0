"""Where vim's motions go in a text; positions are counted in characters from its beginning."""

from collections.abc import Callable, Mapping
from typing import Final

from octui.lazy_dataclasses import dataclass

_PAIRS: Final = {
    **dict.fromkeys("()b", "()"),
    **dict.fromkeys("[]", "[]"),
    **dict.fromkeys("{}B", "{}"),
    **dict.fromkeys("<>", "<>"),
}
_QUOTES: Final = "\"'`"


@dataclass(frozen=True, slots=True)
class Motion:
    """`find` gets the text, the position and a count; an operator takes the end with it where it is inclusive."""

    find: Callable[[str, int, int], int]
    is_inclusive: bool = False
    is_linewise: bool = False


def find_line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def find_line_end(text: str, at: int) -> int:
    """The line break that ends the line, or the end of the text."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def find_first_text(text: str, at: int) -> int:
    """The first character of the line that is not blank."""
    start, end = find_line_start(text, at), find_line_end(text, at)
    line = text[start:end]
    return start + len(line) - len(line.lstrip(" \t"))


def move_rows(text: str, at: int, rows: int) -> int:
    """So many lines down, or up, in the same column as far as there is one."""
    column = at - find_line_start(text, at)
    start = find_line_start(text, at)
    for _ in range(abs(rows)):
        if rows > 0:
            end = find_line_end(text, start)
            if end == len(text):
                break
            start = end + 1
        elif start:
            start = find_line_start(text, start - 1)
    return min(start + column, find_line_end(text, start))


def find_on_line(text: str, at: int, char: str, count: int, *, is_back: bool, is_till: bool) -> int | None:
    """The count-th such character on the line, or the place before it; None where there is none."""
    start, end = find_line_start(text, at), find_line_end(text, at)
    place = at
    for _ in range(count):
        place = text.rfind(char, start, place) if is_back else text.find(char, place + 1, end)
        if place < 0:
            return None
    return place + (1 if is_back else -1) if is_till else place


def find_text_object(text: str, at: int, name: str, *, is_around: bool) -> tuple[int, int] | None:
    """Start and end of a word, a quotation or what brackets hold; `name` is the character that vim has for it."""
    if name in "wW":
        return _find_word_object(text, at, is_around=is_around, is_big=name == "W")
    if name in _QUOTES:
        return _find_quotation(text, at, name, is_around=is_around)
    if name in _PAIRS:
        return _find_bracketed(text, at, *_PAIRS[name], is_around=is_around)
    return None


def _classify(sign: str, *, is_big: bool) -> int:
    if sign.isspace():
        return 0
    return 1 if is_big or sign.isalnum() or sign == "_" else 2


def _step_next_word(text: str, at: int, *, is_big: bool) -> int:
    kind = _classify(text[at], is_big=is_big) if at < len(text) else 0
    while kind and at < len(text) and _classify(text[at], is_big=is_big) == kind:
        at += 1
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _step_word_end(text: str, at: int, *, is_big: bool) -> int:
    last = max(0, len(text) - 1)
    at = min(at + 1, last)
    while at < last and text[at].isspace():
        at += 1
    while at < last and _classify(text[at + 1], is_big=is_big) == _classify(text[at], is_big=is_big):
        at += 1
    return at


def _step_previous_word(text: str, at: int, *, is_big: bool) -> int:
    at = max(0, at - 1)
    while at and text[at].isspace():
        at -= 1
    while at and _classify(text[at - 1], is_big=is_big) == _classify(text[at], is_big=is_big):
        at -= 1
    return at


def _repeat(step: Callable[[str, int], int]) -> Callable[[str, int, int], int]:
    def move(text: str, at: int, count: int) -> int:
        for _ in range(min(count, len(text) + 1)):
            at = step(text, at)
        return at

    return move


def _find_paragraph(text: str, at: int, step: int) -> int:
    """The next empty line, or the end of the text in that direction."""
    start = find_line_start(text, at)
    while True:
        moved = move_rows(text, start, step)
        if moved == start or (step > 0 and find_line_end(text, start) == len(text)):
            return len(text) if step > 0 else 0
        start = find_line_start(text, moved)
        if start == find_line_end(text, start):
            return start


def _find_word_object(text: str, at: int, *, is_around: bool, is_big: bool) -> tuple[int, int] | None:
    if at >= len(text):
        return None
    kind = _classify(text[at], is_big=is_big)
    start = end = at
    while start and _classify(text[start - 1], is_big=is_big) == kind and text[start - 1] != "\n":
        start -= 1
    while end < len(text) and _classify(text[end], is_big=is_big) == kind and text[end] != "\n":
        end += 1
    if is_around:
        after = end
        while after < len(text) and text[after] in " \t":
            after += 1
        if after == end:
            while start and text[start - 1] in " \t":
                start -= 1
        end = after
    return start, end


def _find_quotation(text: str, at: int, quote: str, *, is_around: bool) -> tuple[int, int] | None:
    start, end = find_line_start(text, at), find_line_end(text, at)
    marks = [place for place in range(start, end) if text[place] == quote]
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        if at <= last:
            return (first, last + 1) if is_around else (first + 1, last)
    return None


def _find_bracketed(text: str, at: int, opening: str, closing: str, *, is_around: bool) -> tuple[int, int] | None:
    depth, start = 0, at
    while start >= 0:
        if start < len(text) and text[start] == closing and start != at:
            depth += 1
        elif start < len(text) and text[start] == opening:
            if not depth:
                break
            depth -= 1
        start -= 1
    if start < 0:
        return None
    depth = 0
    for end in range(start, len(text)):
        depth += (text[end] == opening) - (text[end] == closing)
        if not depth:
            return (start, end + 1) if is_around else (start + 1, end)
    return None


MOTIONS: Final[Mapping[str, Motion]] = {
    "vim.left": Motion(lambda text, at, count: max(find_line_start(text, at), at - count)),
    "vim.right": Motion(lambda text, at, count: min(find_line_end(text, at), at + count)),
    "vim.down": Motion(move_rows, is_linewise=True),
    "vim.up": Motion(lambda text, at, count: move_rows(text, at, -count), is_linewise=True),
    "vim.word.next": Motion(_repeat(lambda text, at: _step_next_word(text, at, is_big=False))),
    "vim.word.previous": Motion(_repeat(lambda text, at: _step_previous_word(text, at, is_big=False))),
    "vim.word.end": Motion(_repeat(lambda text, at: _step_word_end(text, at, is_big=False)), is_inclusive=True),
    "vim.bigword.next": Motion(_repeat(lambda text, at: _step_next_word(text, at, is_big=True))),
    "vim.bigword.previous": Motion(_repeat(lambda text, at: _step_previous_word(text, at, is_big=True))),
    "vim.bigword.end": Motion(_repeat(lambda text, at: _step_word_end(text, at, is_big=True)), is_inclusive=True),
    "vim.line.start": Motion(lambda text, at, _: find_line_start(text, at)),
    "vim.line.text": Motion(lambda text, at, _: find_first_text(text, at)),
    "vim.line.end": Motion(lambda text, at, count: find_line_end(text, move_rows(text, at, count - 1))),
    "vim.paragraph.previous": Motion(_repeat(lambda text, at: _find_paragraph(text, at, -1))),
    "vim.paragraph.next": Motion(_repeat(lambda text, at: _find_paragraph(text, at, 1))),
}
"""By the command of the keymap; those that need a second key are in the machine."""
