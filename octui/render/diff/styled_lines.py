"""The lines of a change as styled code: highlighted, and with the words that differ emphasized."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from rich.segment import Segment
from rich.style import Style

from octui.render.code.syntax_highlighting import highlight_code
from octui.render.diff.diff_lines import DiffLine
from octui.render.text.cell_width import expand_tabs
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import Line
from octui.render.theme.palette import Palette

NO_NEWLINE: Final = " ⌿ no newline"
"""Stands after a changed line that ends its file without one."""

_COMPARED = 500
_ALIKE = 0.4
"""How similar two lines must be for the words that differ to be emphasized."""
_MAX_PAIRS = 100_000
"""Pairs of equal words that are looked at in one change: comparing lines takes as long as there are pairs of them."""
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


def style_plain_line(
    line: DiffLine, palette: Palette, *, has_only_crlf: bool = False, longest: int | None = None
) -> Line:
    """A line without colours of its own: what is drawn until it was highlighted, or instead."""
    text = format_line_text(line, has_only_crlf, longest)
    return _close_line([Segment(text, palette.text + get_line_ground(line, palette))], line, palette)


def style_diff_lines(
    lines: Sequence[DiffLine],
    palette: Palette,
    *,
    language: str = "",
    emphasize: bool = True,
    has_only_crlf: bool | None = None,
    longest: int | None = None,
) -> list[Line]:
    """The lines as code; old and new are each highlighted as a whole, so that multi-line tokens are right.

    Lines are cut after `longest` characters, which are still a lot to read. Carriage returns at their ends are left out
    where all lines of the file have one: `has_only_crlf`, by default whether these lines do.
    """
    if has_only_crlf is None:
        has_only_crlf = all(line.text.endswith("\r") for line in lines)
    shown = [format_line_text(line, has_only_crlf, longest) for line in lines]
    codes: list[Line] = [[Segment(text, palette.text)] for text in shown]
    if language:
        for sign in "+-":
            side = [index for index, line in enumerate(lines) if line.sign in (sign, " ")]
            source = "\n".join(shown[index] for index in side)
            # Even without lines there is one row.
            for index, code in zip(side, highlight_code(source, language, palette), strict=False):
                codes[index] = code
    for index, line in enumerate(lines):
        ground = get_line_ground(line, palette)
        codes[index] = [Segment(text, style + ground if style else ground) for text, style, _ in codes[index]]
    if emphasize:
        _emphasize_changes(lines, shown, codes, palette)
    return [_close_line(code, line, palette) for line, code in zip(lines, codes, strict=True)]


def get_line_ground(line: DiffLine, palette: Palette) -> Style:
    """The background of a line by its sign."""
    return {"+": palette.diff_added, "-": palette.diff_removed}.get(line.sign, palette.diff_context)


def format_line_text(line: DiffLine, has_only_crlf: bool = False, longest: int | None = None) -> str:
    """The text without a carriage return if every line ends with one; if only some do, it is part of the change."""
    text = line.text[:-1] if has_only_crlf else line.text
    if longest is not None and len(text) > longest:
        text = f"{text[:longest]} … {len(text) - longest:,} more characters"
    return expand_tabs(escape_unseen(text))


def _close_line(code: Line, line: DiffLine, palette: Palette) -> Line:
    if not line.has_newline and line.sign in "+-":
        return [*code, Segment(NO_NEWLINE, get_line_ground(line, palette) + palette.muted)]
    return code


def _emphasize_changes(lines: Sequence[DiffLine], shown: Sequence[str], codes: list[Line], palette: Palette) -> None:
    pairs = 0
    for removed, added in _find_replacements(lines):
        if max(len(shown[removed]), len(shown[added])) > _COMPARED:
            continue
        before, after = _WORD.findall(shown[removed]), _WORD.findall(shown[added])
        pairs += _count_equal_pairs(before, after)
        if pairs > _MAX_PAIRS:
            return
        old, new = _find_word_changes(before, after)
        codes[removed] = _style_spans(codes[removed], old, palette.diff_removed_emphasis)
        codes[added] = _style_spans(codes[added], new, palette.diff_added_emphasis)


def _find_replacements(lines: Sequence[DiffLine]) -> Iterator[tuple[int, int]]:
    """Which removed line was replaced by which added one, in order, where both sides have equally many."""
    removed: list[int] = []
    added: list[int] = []
    for index, sign in enumerate([*(line.sign for line in lines), " "]):
        if sign == "+":
            added.append(index)
            continue
        if added or sign != "-":
            if len(removed) == len(added):
                yield from zip(removed, added, strict=True)
            removed, added = [], []
        if sign == "-":
            removed.append(index)


def _count_equal_pairs(before: Sequence[str], after: Sequence[str]) -> int:
    counts = Counter(after)
    return sum(counts[word] for word in before)


def _find_word_changes(
    before: Sequence[str], after: Sequence[str]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The character ranges of each line that differ; none where the lines have too little in common."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    opcodes = matcher.get_opcodes()
    same = sum(len("".join(before[start:end]).strip()) for tag, start, end, _, _ in opcodes if tag == "equal")
    if same < _ALIKE * max(*(len("".join(words).strip()) for words in (before, after)), 1):
        return [], []
    changed = [opcode for opcode in opcodes if opcode[0] != "equal"]
    return (
        _to_char_ranges(before, [(start, end) for _, start, end, _, _ in changed]),
        _to_char_ranges(after, [(start, end) for _, _, _, start, end in changed]),
    )


def _to_char_ranges(words: Sequence[str], ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges of words as ranges of characters, those with only a space between them joined."""
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word))
    result: list[tuple[int, int]] = []
    for start, end in ranges:
        if start == end:
            continue
        if result and not "".join(words[_word_at(offsets, result[-1][1]) : start]).strip():
            result[-1] = (result[-1][0], offsets[end])
        else:
            result.append((offsets[start], offsets[end]))
    return result


def _word_at(offsets: Sequence[int], offset: int) -> int:
    return offsets.index(offset)


def _style_spans(row: Line, spans: Sequence[tuple[int, int]], style: Style) -> Line:
    """The row with `style` applied to ranges of its characters."""
    if not spans:
        return row
    result: Line = []
    offset = 0
    for text, own, _ in row:
        edges = sorted({0, len(text), *(min(max(edge - offset, 0), len(text)) for span in spans for edge in span)})
        for start, end in pairwise(edges):
            inside = any(first <= offset + start < last for first, last in spans)
            result.append(Segment(text[start:end], own + style if own and inside else own))
        offset += len(text)
    return result
