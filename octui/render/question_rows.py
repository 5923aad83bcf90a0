"""Lays a question out: what is asked, then a row or more for each answer to stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.cells import cell_width
from octui.render.deceit import spelled
from octui.render.lines import Line, flowed, strip
from octui.render.palette import Palette

CURSOR: Final = "❯ "
GAP: Final = "  "


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One thing to choose; `mark` is octui's, label and detail are whoever's."""

    mark: str
    label: str
    detail: str = ""
    picked: bool = False
    apart: bool = False
    """An empty row stands before it."""
    risky: bool = False


@dataclass(frozen=True, slots=True)
class LaidOut:
    rows: tuple[Strip, ...]
    spans: tuple[tuple[int, int], ...]
    """First and last row of each answer."""


def question_rows(asked: str, answers: Sequence[AnswerRow], cursor: int, width: int, palette: Palette) -> LaidOut:
    """The question in full and every answer under it, the one at `cursor` set off."""
    width = max(width, 12)
    lines: list[Line] = []
    for paragraph in spelled(asked).replace("\t", " ").split("\n"):
        lines += flowed([Segment(paragraph, palette.text + palette.strong)], width)
    spans: list[tuple[int, int]] = []
    for at, answer in enumerate(answers):
        if answer.apart or at == 0:
            lines.append([])
        first = len(lines)
        lines += _answer(answer, at == cursor, width, palette)
        spans.append((first, len(lines) - 1))
    return LaidOut(tuple(strip(line) for line in lines), tuple(spans))


def _answer(answer: AnswerRow, here: bool, width: int, palette: Palette) -> list[Line]:
    tone = palette.error if answer.risky else palette.primary if here else palette.text
    label = tone + palette.strong if here else tone
    lead = [Segment(CURSOR if here else "  ", palette.primary), Segment(f"{answer.mark} ", _mark(answer, palette))]
    hang = sum(cell_width(segment.text) for segment in lead)
    room = max(1, width - hang)
    words = cell_width(answer.label) + cell_width(answer.detail) + len(GAP)
    if answer.detail and words <= room and "\n" not in answer.label + answer.detail:
        detail = Segment(GAP + spelled(answer.detail), palette.muted)
        return [[*lead, *row] for row in flowed([Segment(spelled(answer.label), label), detail], room)]
    lines: list[Line] = []
    for paragraph in spelled(answer.label).replace("\t", " ").split("\n"):
        for row in flowed([Segment(paragraph, label)], room):
            lines.append([*(lead if not lines else [Segment(" " * hang)]), *row])
    for paragraph in spelled(answer.detail).replace("\t", " ").split("\n") if answer.detail else ():
        lines += [[Segment(" " * hang), *row] for row in flowed([Segment(paragraph, palette.muted)], room)]
    return lines


def _mark(answer: AnswerRow, palette: Palette) -> Style:
    return palette.success if answer.picked else palette.muted
