"""Prose of any size as rows, no more of them than will be shown."""

from typing import Final

from rich.segment import Segment
from rich.style import Style

from octui.render.text.head_tail import MOST_EFFORT, estimate_effort, iter_first_lines
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import Line, wrap_segments

STEP: Final = 4_000
"""Characters of a very long paragraph that are wrapped at a time."""
NARROW: Final = 40
"""A row of fewer cells may take as many characters as one of so many."""


def wrap_paragraphs(text: str, width: int, style: Style, most: int) -> tuple[list[Line], bool]:
    """The first `most` rows, broken at words, and whether they are all there are.

    Of characters that take no cell, no more are looked at than of those that take one.
    """
    rows: list[Line] = []
    room = most * max(width, NARROW)
    effort = 0
    for start, end in iter_first_lines(text):
        while True:
            stop = _find_wrap_stop(text, start, end)
            piece = text[start:stop].rstrip("\r")
            rows.extend(wrap_segments([Segment(escape_unseen(piece).replace("\t", "    "), style)], width))
            effort += estimate_effort(piece)
            if len(rows) > most or stop > room or effort > MOST_EFFORT:
                return rows[:most], len(rows) <= most and stop >= len(text)
            start = stop + (text[stop : stop + 1] == " " and stop < end)
            if start >= end:
                break
    return rows, True


def _find_wrap_stop(text: str, start: int, end: int) -> int:
    """Where to stop wrapping for now: the end of the paragraph, or a space in it."""
    if end - start <= STEP:
        return end
    space = text.rfind(" ", start + 1, start + STEP)
    return space if space > start else start + STEP
