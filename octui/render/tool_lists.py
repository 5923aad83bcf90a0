"""What stands under a list of todos, under questions, and under a task."""

import re
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.palette import Palette
from octui.render.rows import INDENT, Piece, aside, indented, row
from octui.render.tool_output import OPEN_LINES
from octui.render.tool_values import objects_of, text_of, texts_of
from octui.render.tool_words import todos_of
from octui.render.wrapped import wrapped_rows

MOST: Final = 200
"""Todos or questions of one call that are shown."""
FRAME: Final = 1_000
"""Characters at both ends of a result in which its frame is looked for."""
LONGEST: Final = 40
"""Rows of one of them."""

_MARKS: Final = {"completed": "✓", "in_progress": "◐", "cancelled": "–"}
_OPENING: Final = re.compile(r"<task_(?:result|error)>\n?")
_CLOSING: Final = re.compile(r"\n?</task_(?:result|error)>")


def todo_strips(block: ToolBlock, width: int, palette: Palette) -> list[Strip]:
    """The list: what is done is quiet, what is being done stands out."""
    tones = {"completed": palette.muted, "in_progress": palette.warning, "cancelled": palette.muted}
    strips: list[Strip] = []
    for todo in todos_of(block.part)[:MOST]:
        status = text_of(todo, "status")
        tone = tones.get(status, palette.text)
        words = tone + Style(strike=True) if status == "cancelled" else tone
        strips.extend(hung(text_of(todo, "content"), f"{_MARKS.get(status, '○')} ", tone, words, width))
    return strips


def question_strips(block: ToolBlock, width: int, palette: Palette) -> list[Strip]:
    """What was asked and what a person answered; one question is in the heading already."""
    state = block.part.state
    questions = objects_of(state.input, "questions")[:MOST]
    answers = state.metadata.get("answers")
    strips: list[Strip] = []
    for number, question in enumerate(questions):
        if len(questions) > 1:
            strips.extend(hung(text_of(question, "question", "header"), "", palette.muted, palette.muted, width))
        if state.status == "completed":
            given = answers[number] if isinstance(answers, list) and number < len(answers) else None
            said = ", ".join(texts_of({"answers": given}, "answers"))
            tone = palette.text if said else palette.muted
            strips.extend(hung(said or "no answer", "→ ", palette.primary if said else tone, tone, width))
    return strips


def task_strips(block: ToolBlock, width: int, palette: Palette, *, expanded: bool) -> list[Strip]:
    """What a subagent does just now; opened, what it was told and what it brought back."""
    child, state = block.child, block.part.state
    strips: list[Strip] = []
    if child is not None and child.activity and state.status == "running" and not block.dead:
        left: list[Piece] = [(" " * INDENT + "↳ ", palette.faint), (child.activity, palette.muted)]
        strips.append(row(left, width))
    if not expanded:
        return strips
    if prompt := text_of(state.input, "prompt"):
        strips.extend(prose_strips(prompt, width, palette, palette.muted))
    if state.output:
        strips.append(aside("─" * max(0, min(12, width - INDENT)), width, palette))
        strips.extend(prose_strips(result_of(state.output), width, palette, palette.text))
    return strips


def result_of(output: str) -> str:
    """A subagent's own words, out of the frame servers put around them."""
    opening = _OPENING.search(output, 0, FRAME)
    closing = _CLOSING.search(output, max(0, len(output) - FRAME)) if opening else None
    return output[opening.end() : closing.start()].strip("\n") if opening and closing else output


def prose_strips(text: str, width: int, palette: Palette, style: Style) -> list[Strip]:
    """Words wrapped under a heading; of an endless text as much as anybody reads."""
    rows, whole = wrapped_rows(text, max(1, width - INDENT), style, OPEN_LINES)
    strips = indented(rows)
    return strips if whole else [*strips, aside("… more that is not shown", width, palette)]


def hung(text: str, mark: str, lead: Style, style: Style, width: int) -> list[Strip]:
    """An entry under a heading: its mark, and its words below each other."""
    rows, _ = wrapped_rows(text, max(1, width - INDENT - len(mark)), style, LONGEST)
    marks = [mark, *[" " * len(mark)] * (len(rows) - 1)]
    return indented([[Segment(before, lead), *line] for before, line in zip(marks, rows, strict=False)])
