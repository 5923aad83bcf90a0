"""Lines the user has to decide on: nothing in them stays hidden, in blank space or beyond the edge."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from rich.segment import Segment
from rich.style import Style

from octui.render.text.cell_width import TAB, measure_width
from octui.render.text.segments import Line, fold_segments
from octui.render.text.spoofing import BLANK_LINES, BLANKS, escape_spoofing
from octui.render.theme.palette import Palette

WRAP: Final = "↪ "
"""Marks a row that continues the one above."""

LONG: Final = 400
"""Lines with more characters are announced with their length."""

_PIECE: Final = re.compile(r"\\u\{[0-9a-f]+\}|⟨[\d,]+ marks?⟩| {3,}|\t{24,}|\t|␍")
_LAST_PIECE: Final = re.compile(rf"{_PIECE.pattern}| +$")


def reveal_line(
    text: str,
    style: Style,
    palette: Palette,
    code: Sequence[Segment] = (),
    *,
    continues: bool = False,
    escape: Callable[[str], str] = escape_spoofing,
) -> Line:
    """One line, or a part of one that `continues`, with hidden characters escaped and blank stretches made visible.

    `code` is the same line with the colours of its syntax; they are left out where it is not the very same text.
    """
    escaped = escape(text)
    inks = _spread_styles(code, style) if escaped == text == "".join(segment.text for segment in code) else []
    text = escaped
    line: Line = []
    used = begun = 0
    for match in (_PIECE if continues else _LAST_PIECE).finditer(text):
        start, end = match.span()
        before = text[begun:start]
        used += measure_width(before)
        shown, tone = _reveal_piece(match.group(), start == 0, used, palette, style)
        used += measure_width(shown)
        line += [*_ink_text(before, begun, style, inks), Segment(shown, tone)]
        begun = end
    return [segment for segment in (*line, *_ink_text(text[begun:], begun, style, inks)) if segment.text]


def _spread_styles(code: Sequence[Segment], style: Style) -> list[Style]:
    """The style of each character."""
    return [style + segment.style if segment.style else style for segment in code for _ in segment.text]


def _ink_text(text: str, begun: int, style: Style, inks: Sequence[Style]) -> Line:
    """A stretch of the line that begins at a character, in the colours of its syntax if there are any."""
    if not inks:
        return [Segment(text, style)]
    runs = groupby(zip(text, inks[begun : begun + len(text)], strict=True), key=itemgetter(1))
    return [Segment("".join(character for character, _ in run), ink) for ink, run in runs]


def hang_indent(line: Line, width: int, lead: Sequence[Segment], palette: Palette) -> Iterator[Line]:
    """The line after its lead, and its continuation rows after the wrap mark."""
    hang = measure_hang(lead)
    first, *rest = fold_segments(line, max(1, width - hang))
    yield [*lead, *first]
    for row in rest:
        yield [make_wrap_mark(hang, palette), *row]


def measure_hang(lead: Sequence[Segment]) -> int:
    """How far the rows of a line are indented that follow its first one."""
    return max(sum(measure_width(segment.text) for segment in lead), measure_width(WRAP))


def make_wrap_mark(hang: int, palette: Palette) -> Segment:
    return Segment(WRAP.rjust(hang), palette.warning)


def announce_long_line(length: int, lead: Sequence[Segment], palette: Palette) -> Iterator[Line]:
    """A note on how long the next line is, if it is long."""
    if length > LONG:
        hang = sum(measure_width(segment.text) for segment in lead)
        yield [Segment(" " * hang), Segment(f"⟨one line of {length:,} characters⟩", palette.warning)]


def summarize_blank_lines(count: int, lead: Sequence[Segment], palette: Palette) -> Line:
    """A note that replaces `count` blank lines."""
    return [*lead, Segment(f"⟨{count:,} blank lines⟩", palette.warning)]


def collapse_blank_lines(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each line with 0; a long run of blank lines as one, with their number."""
    blank: list[str] = []
    for line in lines:
        if line.strip(" \t"):
            yield from _collapse_blank_run(blank)
            blank = []
            yield line, 0
        else:
            blank.append(line)
    yield from _collapse_blank_run(blank)


def _collapse_blank_run(blank: Sequence[str]) -> Iterator[tuple[str, int]]:
    if len(blank) >= BLANK_LINES:
        yield "", len(blank)
    else:
        yield from ((line, 0) for line in blank)


def _reveal_piece(piece: str, leads: bool, used: int, palette: Palette, style: Style) -> tuple[str, Style]:
    if piece[0] in "\\⟨":
        return piece, style + palette.error
    if piece[0] == "\t":
        if len(piece) >= BLANKS:
            return f"⟨{len(piece):,} tabs⟩", style + palette.warning
        return "⇥".ljust(TAB - used % TAB), style + palette.faint
    if piece[0] != " ":
        return piece, style + palette.faint
    if len(piece) >= BLANKS:
        return f"⟨{len(piece):,} spaces⟩", style + palette.warning
    # Indentation is what spaces are for.
    return (piece, style) if leads else ("·" * len(piece), style + palette.faint)
