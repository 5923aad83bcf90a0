"""What stands under a list of todos, under questions, and under a task."""

import re
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.output.tool_output import OPEN_LINES
from octui.render.text.row_layout import INDENT, Piece, indent_lines, layout_row, make_aside
from octui.render.text.wrapping import wrap_paragraphs
from octui.render.theme.palette import Palette
from octui.render.tools.headings import extract_todos
from octui.render.tools.json_values import get_objects, get_text, get_texts

MOST: Final = 200
"""Todos or questions of one call that are shown."""
FRAME: Final = 1_000
"""Characters at both ends of a result in which its frame is looked for."""
LONGEST: Final = 40
"""Rows of one of them."""

_MARKS: Final = {"completed": "✓", "in_progress": "◐", "cancelled": "–"}
_OPENING: Final = re.compile(r"<task_(?:result|error)>\n?")
_CLOSING: Final = re.compile(r"\n?</task_(?:result|error)>")


def render_todos(block: ToolBlock, width: int, palette: Palette) -> list[Strip]:
    """The list: what is done is quiet, what is being done stands out."""
    tones = {"completed": palette.muted, "in_progress": palette.warning, "cancelled": palette.muted}
    strips: list[Strip] = []
    for todo in extract_todos(block.part)[:MOST]:
        status = get_text(todo, "status")
        tone = tones.get(status, palette.text)
        words = tone + Style(strike=True) if status == "cancelled" else tone
        strips.extend(render_marked_entry(get_text(todo, "content"), f"{_MARKS.get(status, '○')} ", tone, words, width))
    return strips


def render_answers(block: ToolBlock, width: int, palette: Palette) -> list[Strip]:
    """What was asked and what a person answered; one question is in the heading already."""
    state = block.part.state
    questions = get_objects(state.input, "questions")[:MOST]
    answers = state.metadata.get("answers")
    strips: list[Strip] = []
    for number, question in enumerate(questions):
        if len(questions) > 1:
            strips.extend(
                render_marked_entry(get_text(question, "question", "header"), "", palette.muted, palette.muted, width)
            )
        if state.status == "completed":
            given = answers[number] if isinstance(answers, list) and number < len(answers) else None
            said = ", ".join(get_texts({"answers": given}, "answers"))
            tone = palette.text if said else palette.muted
            strips.extend(
                render_marked_entry(said or "no answer", "→ ", palette.primary if said else tone, tone, width)
            )
    return strips


def render_task(block: ToolBlock, width: int, palette: Palette, *, expanded: bool) -> list[Strip]:
    """What a subagent does just now; opened, what it was told and what it brought back."""
    child, state = block.child, block.part.state
    strips: list[Strip] = []
    if child is not None and child.activity and state.status == "running" and not block.is_abandoned:
        left: list[Piece] = [(" " * INDENT + "↳ ", palette.faint), (child.activity, palette.muted)]
        strips.append(layout_row(left, width))
    if not expanded:
        return strips
    if prompt := get_text(state.input, "prompt"):
        strips.extend(render_wrapped_prose(prompt, width, palette, palette.muted))
    if state.output:
        strips.append(make_aside("─" * max(0, min(12, width - INDENT)), width, palette))
        strips.extend(render_wrapped_prose(extract_task_result(state.output), width, palette, palette.text))
    return strips


def extract_task_result(output: str) -> str:
    """A subagent's own words, out of the frame servers put around them."""
    opening = _OPENING.search(output, 0, FRAME)
    closing = _CLOSING.search(output, max(0, len(output) - FRAME)) if opening else None
    return output[opening.end() : closing.start()].strip("\n") if opening and closing else output


def render_wrapped_prose(text: str, width: int, palette: Palette, style: Style) -> list[Strip]:
    """Words wrapped under a heading; of an endless text as much as anybody reads."""
    rows, whole = wrap_paragraphs(text, max(1, width - INDENT), style, OPEN_LINES)
    strips = indent_lines(rows)
    return strips if whole else [*strips, make_aside("… more that is not shown", width, palette)]


def render_marked_entry(text: str, mark: str, lead: Style, style: Style, width: int) -> list[Strip]:
    """An entry under a heading: its mark, and its words below each other."""
    rows, _ = wrap_paragraphs(text, max(1, width - INDENT - len(mark)), style, LONGEST)
    marks = [mark, *[" " * len(mark)] * (len(rows) - 1)]
    return indent_lines([[Segment(before, lead), *line] for before, line in zip(marks, rows, strict=False)])
