"""How wide text is in terminal cells, and how it is cut to fit; measured by Rich, so it matches what Textual draws."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Final

from rich.cells import cell_len, get_character_cell_size

TAB = 4
MAX_CHARACTERS_OF_CELL: Final = 64
"""Characters that are looked at to fill a cell: a text of more is cut, whatever it is."""
_KEPT_LENGTH: Final = 512
"""Characters of a text whose width is remembered: rows are measured several times."""
_LOOKED_AT_FOR_CELL: Final = 8
"""Characters that are measured at most to break a text into rows: families of emoji have fewer for each cell."""
_NARROW: Final = 40
"""A row of fewer cells may have as many characters as one of so many."""
_MAX_KNOWN: Final = 30_000
"""Characters whose cells are remembered: more than there are in texts of any one script."""
_JOINER: Final = "\u200d"
_AS_EMOJI: Final = "\ufe0f"
# `re` compiles it when it is first used, and keeps it.
_JOINED: Final = f"{_JOINER}(.)|{_AS_EMOJI}"
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
    if text.isascii() and text.isprintable():
        return len(text)
    return _measure_row(text) if len(text) <= _KEPT_LENGTH else _count_cells(text)


@lru_cache(4096)
def _measure_row(text: str) -> int:
    return _count_cells(text)


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
    else:
        yield from _split_cells_at_width(_list_cells(text), width)


def _split_cells_at_width(cells: list[int], width: int) -> Iterator[tuple[int, int]]:
    """The rows of characters that take so many cells each; no Python code runs for each of them."""
    ends = list(accumulate(cells))
    start = 0
    while (stop := _find_full_row(ends, start, width)) is not None:
        yield start, stop
        start = stop
    yield start, len(ends)


def split_near_spaces(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Like `split_at_width`, but after the last space of a row if one is near its end; no character is left out."""
    if not text:
        yield 0, 0
    near = max(width // 4, 1)
    start = 0
    for end in _iter_row_ends(text, width, near):
        yield start, end
        start = end


def _iter_row_ends(text: str, width: int, near: int) -> Iterator[int]:
    """Where each row ends; of a very long text no more is measured at a time than a few rows have."""
    most, looked = _LOOKED_AT_FOR_CELL * max(width, _NARROW), width + 32
    start = begin = 0
    ends: list[int] = []
    while start < len(text):
        stop = _find_full_row(ends, start - begin, width)
        while stop is None and begin + len(ends) < len(text) and (start > begin or len(ends) < most):
            begin, ends = start, list(accumulate(_list_cells(text[start : start + looked])))
            stop = _find_full_row(ends, 0, width)
            looked = min(4 * looked, most)
        # In what is left there is no more than a row, or there are more marks than anything needs.
        end = begin + (len(ends) if stop is None else stop)
        space = text.rfind(" ", max(end - near, start), end) if end < len(text) else -1
        if space >= 0 and text[start:space].strip():
            end = space + 1
        yield end
        start = end


def _find_full_row(ends: list[int], start: int, width: int) -> int | None:
    """Where the row that begins at a character is full; None where the characters do not fill it."""
    used = ends[start - 1] if start else 0
    stop = bisect_right(ends, used + width, start)
    if stop < len(ends) and (stop == 0 or ends[stop - 1] == used):
        # The next character is wider than a row.
        stop = bisect_right(ends, ends[stop], stop)
    return stop if stop < len(ends) else None


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


class _CellsOfCharacters(dict[str, int]):
    def __missing__(self, character: str) -> int:
        if len(self) >= _MAX_KNOWN:
            self.clear()
        cells = self[character] = get_character_cell_size(character)
        return cells


_get_cells: Final = _CellsOfCharacters().__getitem__


def _count_cells(text: str) -> int:
    """The cells that one line of text takes."""
    if _JOINER in text:
        # What follows a joiner belongs to the character before it, and takes no more room.
        text = re.sub(f"{_JOINER}.?", "", text, flags=re.DOTALL)
    cells = sum(map(_get_cells, text))
    if _AS_EMOJI in text:
        *heads, _ = text.split(_AS_EMOJI)
        cells += sum(map(_is_wide_emoji, [_take_last_with_cells(head) for head in heads]))
    return cells


def _list_cells(text: str) -> list[int]:
    """The cells of each character; those of a grapheme are counted with the first character of it."""
    cells = list(map(_get_cells, text))
    if _JOINER not in text and _AS_EMOJI not in text:
        return cells
    before = 0
    for found in re.finditer(_JOINED, text, re.DOTALL):
        end = found.end()
        if found.lastindex:
            cells[end - 1] = 0
            continue
        base = end - 2
        while base >= before and not cells[base]:
            base -= 1
        if base >= before and _is_wide_emoji(text[base]):
            cells[base] += 1
        before = end
    return cells


def _take_last_with_cells(text: str) -> str:
    last = text[-1:]
    if not last or _get_cells(last):
        return last
    return next((character for character in reversed(text) if _get_cells(character)), "")


@lru_cache(512)
def _is_wide_emoji(character: str) -> bool:
    """Whether a character takes more room as an emoji than as a letter."""
    return cell_len(character + _AS_EMOJI) > cell_len(character)
