"""Lays out a question: its text, then the rows of each answer."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

from rich.segment import Segment
from rich.style import Style

from octui.lazy_dataclasses import dataclass
from octui.render.lazy_sequence import LazySequence
from octui.render.requests.paged_rows import Page, PagedRows, RowPlace
from octui.render.requests.prose_pages import page_prose
from octui.render.text.cell_width import measure_width
from octui.render.text.segments import Line, measure_line, wrap_segments
from octui.render.text.spoofing import escape_spoofing, has_deception
from octui.render.theme.palette import Palette
from octui.wire.requests import Question

CURSOR: Final = "› "
GAP: Final = "  "
MAX_QUESTION_LENGTH: Final = 12_000
"""Characters that are shown of a question, and of all labels, and of all details, of its answers together."""
KEPT_ANSWERS: Final = 256
"""Laid-out answers that are kept: more than are ever visible or counted at once."""
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


class QuestionPages(LazySequence[Page]):
    """The pages of the text, then one for each answer, made when it is looked at."""

    __slots__ = ("_answers", "_cursor", "_head", "_look")

    def __init__(
        self, head: Sequence[Page], answers: Sequence[AnswerRow], cursor: int, look: tuple[int, Palette]
    ) -> None:
        self._head = head
        self._answers = answers
        self._cursor = cursor
        self._look = look

    def __len__(self) -> int:
        return len(self._head) + len(self._answers)

    def make_element(self, index: int) -> Page:
        at = index - len(self._head)
        if at < 0:
            return self._head[index]
        answer = self._answers[at]
        room = max(ROOM_OF_ANSWER, MAX_QUESTION_LENGTH // len(self._answers))
        return partial(_draw_answer, answer, room, at == self._cursor, at == 0, *self._look)


@dataclass(frozen=True, slots=True)
class QuestionLayout:
    rows: PagedRows
    answers: Sequence[AnswerRow]
    first_page: int
    """That of the first answer."""

    def find_answer(self, place: RowPlace) -> int | None:
        """The answer that a row belongs to."""
        answer = place.page - self.first_page
        return answer if answer >= 0 and place >= self.locate_answer(answer) else None

    def locate_answer(self, answer: int) -> RowPlace:
        """The first row of an answer, below the gap above it."""
        return RowPlace(self.first_page + answer, int(answer == 0 or self.answers[answer].has_gap_above))


def layout_question(
    question_text: str, answers: Sequence[AnswerRow], cursor: int, width: int, palette: Palette
) -> QuestionLayout:
    """The question and every answer below it, the one at `cursor` highlighted; what would fill books is shortened."""
    width = max(width, 12)
    text = _shorten_text(question_text, MAX_QUESTION_LENGTH)
    head = list(page_prose(text, "", palette.text + palette.strong, width))
    return QuestionLayout(PagedRows(QuestionPages(head, answers, cursor, (width, palette))), answers, len(head))


def has_deceptive_text(question: Question) -> bool:
    """Whether what is shown of it hides something."""
    items = question.questions
    texts = [text for item in items for text in (item.question, item.header)]
    texts += [text for item in items for option in item.options for text in (option.label, option.description)]
    return has_deception("\n".join([text[:MAX_QUESTION_LENGTH] for text in texts]))


@lru_cache(maxsize=KEPT_ANSWERS)
def _draw_answer(
    answer: AnswerRow, room: int, is_here: bool, is_first: bool, width: int, palette: Palette
) -> tuple[Line, ...]:
    """A key changes two answers; the others are not drawn again."""
    shown = replace(answer, label=_shorten_text(answer.label, room), detail=_shorten_text(answer.detail, room))
    rows = _layout_answer(shown, is_here, width, palette)
    gap: list[Line] = [[]] if is_first or answer.has_gap_above else []
    return (*gap, *(_fill_selected(row, width, palette) if is_here else row for row in rows))


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
