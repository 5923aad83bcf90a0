"""Marks within a line that is drawn: where a search matched, and what is selected."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style

from octui.render.files.file_lines import MAX_SHOWN_LENGTH, make_plain
from octui.render.text.segments import Line

Span = tuple[int, int]
"""Half-open range of characters."""


def mark_spans(line: Sequence[Segment], spans: Iterable[Span], style: Style) -> Line:
    """The row with these ranges of its characters in another style; the ranges ascend and do not overlap."""
    marked: Line = []
    waiting = iter(spans)
    span = next(waiting, None)
    offset = 0
    for text, own, _ in line:
        begun = 0
        while span is not None and span[0] < offset + len(text):
            start, end = max(span[0] - offset, begun), min(span[1] - offset, len(text))
            if start > begun:
                marked.append(Segment(text[begun:start], own))
            if end > start:
                marked.append(Segment(text[start:end], own + style if own else style))
                begun = end
            if span[1] > offset + len(text):
                break
            span = next(waiting, None)
        if begun < len(text):
            marked.append(Segment(text[begun:], own))
        offset += len(text)
    return marked


def locate_spans(text: str, spans: Sequence[Span]) -> list[Span]:
    """Ranges of a line's characters as ranges of the row it is drawn as, where tabs and hidden ones are wider."""
    text = text[:MAX_SHOWN_LENGTH]
    inside = [(start, end) for start, end in spans if start < len(text)]
    if text.isascii() and text.isprintable():
        return inside
    return [(len(make_plain(text[:start])), len(make_plain(text[:end]))) for start, end in inside]
