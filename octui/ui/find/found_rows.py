"""Matches in the rows that are drawn of a block: where to highlight, and which row to bring into view."""

import re
from collections.abc import Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from octui.render.blocks import Block, ProseBlock, ReasoningBlock
from octui.render.markdown.sections import PIECE_MARK
from octui.ui.find.query import FoundPlace, count_matches, get_searched_text, iter_matches
from octui.ui.transcript.layout import BlockRef, RowRef
from octui.ui.transcript.viewport import Viewport, ViewportRow

_DECORATION = str.maketrans("┃│▌", "   ")
"""What is drawn before the text of a row: a match may go on after it."""

Span = tuple[int, int]


class MatchRow(NamedTuple):
    """Where a match is drawn; `column` counts the characters of the row, -1 where it is not drawn."""

    row_ref: RowRef
    column: int


def find_row_spans(rows: Sequence[ViewportRow], pattern: re.Pattern[str]) -> dict[int, list[Span]]:
    """By row of the viewport, the characters that belong to matches."""
    spans: dict[int, list[Span]] = {}
    numbered = [(y, row) for y, row in enumerate(rows) if row.row_ref is not None and row.row_ref.row >= 0]
    for _, group in groupby(numbered, key=lambda each: each[1].row_ref.block_ref if each[1].row_ref else None):
        members = list(group)
        for number, span in _locate_matches([row.strip.text for _, row in members], pattern):
            spans.setdefault(members[number][0], []).append(span)
    return spans


def reveal_match(viewport: Viewport, place: FoundPlace, pattern: re.Pattern[str]) -> MatchRow | None:
    """Bring a match into view, opening its block where it is hidden; None where the block no longer exists."""
    items = viewport.items
    index = items.find_index(place.item)
    if index is None or not items.width:
        return None
    found = _find_piece(items.get_item(index).blocks, place, pattern)
    if found is None:
        return None
    number, ordinal = found
    block = items.get_item(index).blocks[number]
    matches = _find_drawn_matches(viewport, index, number, pattern)
    if ordinal >= len(matches) and items.renderer.can_expand(block):
        items.folds.chosen[block.key] = True
        items.mark_stale([place.item])
        number = items.get_item(index).find_block_index(block.key) or 0
        matches = _find_drawn_matches(viewport, index, number, pattern)
    row, column = matches[min(ordinal, len(matches) - 1)] if matches else (0, -1)
    viewport.pin_block_row(BlockRef(place.item, block.key), viewport.height // 3, row)
    viewport.stop_following()
    return MatchRow(RowRef(place.item, block.key, row), column)


def _find_piece(blocks: Sequence[Block], place: FoundPlace, pattern: re.Pattern[str]) -> tuple[int, int] | None:
    """Which piece of a block has a match, and how many matches of that piece come before it."""
    left = place.number
    pieces = [number for number, block in enumerate(blocks) if block.key.partition(PIECE_MARK)[0] == place.block]
    for number in pieces[:-1]:
        block = blocks[number]
        here = count_matches(get_searched_text(block, pattern.pattern), pattern) if _is_text(block) else 0
        if left < here:
            return number, left
        left -= here
    return (pieces[-1], left) if pieces else None


def _is_text(block: Block) -> bool:
    return isinstance(block, ProseBlock | ReasoningBlock)


def _find_drawn_matches(viewport: Viewport, index: int, number: int, pattern: re.Pattern[str]) -> list[Span]:
    """The row and the column at which each match begins."""
    strips = viewport.items.draw_block(index, number, is_whole=True)
    begun: list[Span] = []
    texts = [strip.text for strip in strips]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    row = 0
    for start, _ in iter_matches(_join_rows(texts), pattern):
        while row + 1 < len(starts) and starts[row + 1] <= start:
            row += 1
        begun.append((row, start - starts[row]))
    return begun


def _locate_matches(texts: list[str], pattern: re.Pattern[str]) -> list[tuple[int, Span]]:
    """The rows that matches are in, each with its characters there; a match may go on in the next rows."""
    located: list[tuple[int, Span]] = []
    joined = _join_rows(texts)
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    row = 0
    for start, end in iter_matches(joined, pattern):
        while row + 1 < len(starts) and starts[row + 1] <= start:
            row += 1
        here = row
        while here < len(texts) and starts[here] < end:
            text = joined[starts[here] : starts[here] + len(texts[here])]
            first = max(0, start - starts[here])
            last = min(len(text.rstrip()), end - starts[here])
            if here > row:
                first = len(text) - len(text.lstrip())
            if first < last:
                located.append((here, (first, last)))
            here += 1
    return located


def _join_rows(texts: list[str]) -> str:
    return "\n".join(texts).translate(_DECORATION)
