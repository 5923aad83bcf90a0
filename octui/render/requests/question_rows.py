"""Lays out a question: its text, then the rows of each answer."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.lazy_dataclasses import dataclass
from octui.render.text.cell_width import measure_width
from octui.render.text.segments import Line, make_strip, measure_line, wrap_segments
from octui.render.text.spoofing import escape_spoofing
from octui.render.theme.palette import Palette

CURSOR: Final = "› "
GAP: Final = "  "
MAX_QUESTION_LENGTH: Final = 12_000
"""Characters that are shown of a question, and of all labels, and of all details, of its answers together."""
KEPT_ANSWERS: Final = 30_000
_BLANK: Final = Strip([], 0)
ROOM_OF_ANSWER: Final = 200
"""Characters of an answer that are shown in any case."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer to choose; `mark` is octui's, label and detail are untrusted text."""

    mark: str
    label: str
    detail: str = ""
    is_picked: bool = False
    has_gap_above: bool = False
    """An empty row precedes it."""
    is_risky: bool = False


@dataclass(frozen=True, slots=True)
class QuestionLayout:
    rows: tuple[Strip, ...]
    spans: tuple[tuple[int, int], ...]
    """First and last row of each answer."""


def layout_question(
    question_text: str, answers: Sequence[AnswerRow], cursor: int, width: int, palette: Palette
) -> QuestionLayout:
    """The question and every answer below it, the one at `cursor` highlighted; what would fill books is shortened."""
    width = max(width, 12)
    room = max(ROOM_OF_ANSWER, MAX_QUESTION_LENGTH // max(1, len(answers)))
    strips = [*_draw_question(question_text, width, palette)]
    spans: list[tuple[int, int]] = []
    for at, answer in enumerate(answers):
        if answer.has_gap_above or at == 0:
            strips.append(_BLANK)
        first = len(strips)
        strips += _draw_answer(answer, room, at == cursor, width, palette)
        spans.append((first, len(strips) - 1))
    return QuestionLayout(tuple(strips), tuple(spans))


@lru_cache(maxsize=8)
def _draw_question(text: str, width: int, palette: Palette) -> tuple[Strip, ...]:
    lines: list[Line] = []
    for paragraph in escape_spoofing(_shorten_text(text, MAX_QUESTION_LENGTH)).replace("\t", " ").split("\n"):
        lines += wrap_segments([Segment(paragraph, palette.text + palette.strong)], width)
    return tuple(map(make_strip, lines))


@lru_cache(maxsize=KEPT_ANSWERS)
def _draw_answer(answer: AnswerRow, room: int, is_here: bool, width: int, palette: Palette) -> tuple[Strip, ...]:
    """A key changes two answers; the others, which may be a thousand, are not drawn again."""
    shown = replace(answer, label=_shorten_text(answer.label, room), detail=_shorten_text(answer.detail, room))
    rows = _layout_answer(shown, is_here, width, palette)
    return tuple(make_strip(_fill_selected(row, width, palette) if is_here else row) for row in rows)


def _fill_selected(row: Line, width: int, palette: Palette) -> Line:
    """The row on the ground of what is selected, in one tone that can be read there."""
    style = palette.text + palette.strong + palette.selection
    return [Segment("".join(segment.text for segment in row) + " " * (width - measure_line(row)), style)]


def _shorten_text(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]} … {len(text) - most:,} more characters"


def _layout_answer(answer: AnswerRow, here: bool, width: int, palette: Palette) -> list[Line]:
    label = palette.error if answer.is_risky else palette.text
    lead = [
        Segment(CURSOR if here else "  ", palette.primary),
        Segment(f"{answer.mark} ", _mark_style(answer, palette)),
    ]
    hang = sum(measure_width(segment.text) for segment in lead)
    room = max(1, width - hang)
    words = measure_width(answer.label) + measure_width(answer.detail) + len(GAP)
    if answer.detail and words <= room and "\n" not in answer.label + answer.detail:
        detail = Segment(GAP + escape_spoofing(answer.detail), palette.muted)
        return [[*lead, *row] for row in wrap_segments([Segment(escape_spoofing(answer.label), label), detail], room)]
    lines: list[Line] = []
    for paragraph in escape_spoofing(answer.label).replace("\t", " ").split("\n"):
        for row in wrap_segments([Segment(paragraph, label)], room):
            lines.append([*(lead if not lines else [Segment(" " * hang)]), *row])
    for paragraph in escape_spoofing(answer.detail).replace("\t", " ").split("\n") if answer.detail else ():
        lines += [[Segment(" " * hang), *row] for row in wrap_segments([Segment(paragraph, palette.muted)], room)]
    return lines


def _mark_style(answer: AnswerRow, palette: Palette) -> Style:
    return palette.success if answer.is_picked else palette.muted
