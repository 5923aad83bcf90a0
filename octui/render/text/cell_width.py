"""How wide text is in terminal cells, and how it is cut to fit; measured by Rich, so it matches what Textual draws."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from rich.cells import cell_len, get_character_cell_size, split_graphemes

TAB = 4
MAX_CHARACTERS_OF_CELL: Final = 64
"""Characters that are looked at to fill a cell: a text of more is cut, whatever it is."""
_WIDE = "\u2e80-\u2fdf\u3040-\ua4cf\uf900-\ufaff\uff01-\uff60\U00020000-\U0003fffd"
_OPENING, _CLOSING = "「『（［｛〔【〈《", "、。，．：；？！）］｝」』〕】〉》…ー"
# `re` compiles it when it is first used, and keeps it: the first screen breaks no lines.
_PIECE: Final = (
    f"[{_OPENING}]*[{_WIDE}][\u0300-\u036f\u3099\u309a\ufe0f]*[{_CLOSING}]* *"  # between wide characters a line may end
    f"|[^ {_WIDE}{_OPENING}]+ *"
    f"|[{_OPENING}]+ *"
    "| +"
)


def measure_width(text: str) -> int:
    """The cells one line of `text` takes."""
    return len(text) if text.isascii() and text.isprintable() else cell_len(text)


def is_wider_than(text: str, width: int) -> bool:
    """Whether one line of `text` takes more cells; of an endless one no more is looked at than is needed."""
    return len(text) > MAX_CHARACTERS_OF_CELL * max(width, 1) or measure_width(text) > width


def expand_tabs(text: str, stop: int = TAB) -> str:
    """`text` with each tab widened to the next stop, counted in cells from the start of its line."""
    if "\t" not in text:
        return text
    return "\n".join(_expand_line_tabs(line, stop) if "\t" in line else line for line in text.split("\n"))


def clip_text(text: str, width: int) -> str:
    """One line, cut with `…` when it is wider than `width`."""
    head = text[: MAX_CHARACTERS_OF_CELL * max(width, 1)]
    is_whole = len(head) == len(text)
    text = expand_tabs(head.replace("\n", " "))
    if is_whole and measure_width(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    _, end = next(split_at_width(text, width - 1))
    head = text[:end]
    return head + "…" if measure_width(head) < width else "…"


def wrap_text(text: str, width: int) -> list[str]:
    """The lines of `text`, broken at words (anywhere, where a word is wider than `width`)."""
    lines: list[str] = []
    for line in expand_tabs(text).split("\n"):
        lines += [replace_too_wide(line[start:end], width) for start, end in find_line_breaks(line, width)]
    return lines


def find_line_breaks(text: str, width: int) -> list[tuple[int, int]]:
    """Where one line is broken to fit: (start, end) of each row, without the spaces at the breaks."""
    if measure_width(text) <= width:
        return [(0, len(text.rstrip(" ")))]
    if text.isascii() and text.isprintable():
        return list(_iter_ascii_breaks(text, max(1, width)))
    rows: list[tuple[int, int]] = []
    start = end = used = 0
    for match in re.finditer(_PIECE, text):
        begin, close = match.span()
        word_end = begin + len(match.group().rstrip(" "))
        word = measure_width(text[begin:word_end])
        if word and used + word > width:
            if used:
                rows.append((start, end))
            start, used = begin, 0
            if word > width:
                *full_rows, (start, _) = [
                    (begin + a, begin + b) for a, b in split_at_width(text[begin:word_end], width)
                ]
                rows += full_rows
                word = measure_width(text[start:word_end])
        used += word + close - word_end
        end = word_end if word else end
    rows.append((start, max(start, end)))
    return rows


def _iter_ascii_breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The same for text of one cell a character, without a look at each of its words."""
    start, last = 0, len(text.rstrip(" "))
    while last - start > width:
        full = start + width
        stop = text.rfind(" ", start, full + 1)
        if stop < 0:
            yield start, full
            start = full
        else:
            yield start, start + len(text[start:stop].rstrip(" "))
            start = stop
            while text[start] == " ":
                start += 1
    yield start, last


def split_at_width(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where one line is split wherever it is full, never inside a grapheme; yields at least one row."""
    if text.isascii():
        width = max(width, 1)
        for start in range(0, len(text) or 1, width):
            yield start, min(start + width, len(text))
    elif "\u200d" in text or "\ufe0f" in text:
        yield from _split_graphemes_at_width(text, width)
    else:
        yield from _split_characters_at_width(text, width)


def _split_graphemes_at_width(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = used = 0
    for begin, _, cells in split_graphemes(text)[0]:
        if used and used + cells > width:
            yield start, begin
            start, used = begin, 0
        used += cells
    yield start, len(text)


def _split_characters_at_width(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The same where a grapheme is one character and the marks after it; no Python code runs for each of them."""
    ends = list(accumulate(map(get_character_cell_size, text)))
    start = used = 0
    while True:
        stop = bisect_right(ends, used + width, start)
        if stop < len(ends) and (stop == 0 or ends[stop - 1] == used):
            # The next character is wider than a row.
            stop = bisect_right(ends, ends[stop], stop)
        if stop >= len(text):
            break
        yield start, stop
        start, used = stop, ends[stop - 1]
    yield start, len(text)


def split_near_spaces(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Like `split_at_width`, but after the last space of a row if one is near its end; no character is left out."""
    start = 0
    near = max(width // 4, 1)
    while start < len(text):
        end = start + _find_row_end(text, start, width)
        space = text.rfind(" ", max(end - near, start), end) if end < len(text) else -1
        if space >= 0 and text[start:space].strip():
            end = space + 1
        yield start, end
        start = end
    if not text:
        yield 0, 0


def _find_row_end(text: str, start: int, width: int) -> int:
    """How many characters the row has that begins here; no more are measured than a row seldom has."""
    looked = width + 32
    while True:
        ahead = text[start : start + looked]
        _, length = next(split_at_width(ahead, width))
        # More marks may follow the last character that was looked at.
        if length < len(ahead) or len(ahead) < looked or looked > 4 * width:
            return length
        looked *= 4


def replace_too_wide(text: str, width: int) -> str:
    """`text` itself, or `�` for a two-cell character where only one cell is left."""
    return text if measure_width(text) <= width else "�" * min(width, 1)


def _expand_line_tabs(line: str, stop: int) -> str:
    head, *rest = line.split("\t")
    used = measure_width(head)
    parts = [head]
    for part in rest:
        gap = stop - used % stop
        parts += [" " * gap, part]
        used += gap + measure_width(part)
    return "".join(parts)
