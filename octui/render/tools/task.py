"""Work delegated to a subagent: who does it, what it is doing, and what it returned."""

import re
from typing import Final

from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.output.command_output import to_plain_text
from octui.render.text.counts import format_count
from octui.render.text.durations import format_duration
from octui.render.text.row_layout import INDENT, Piece, layout_row, make_aside
from octui.render.tools.base import Note, NoteTone, ToolHeading, ToolView, measure_run_seconds
from octui.render.tools.entries import render_wrapped_prose
from octui.render.tools.json_values import get_text
from octui.render.tools.permission_fields import UNKNOWN_ARGUMENTS, PreviewSection, RequestFields

FRAME: Final = 1_000
"""Characters at both ends of a result in which its frame is looked for."""

_OPENING: Final = re.compile(r"<task_(?:result|error)>\n?")
_CLOSING: Final = re.compile(r"\n?</task_(?:result|error)>")


class TaskView(ToolView):
    names = ("task",)
    permissions = ("task",)
    text_is_markdown = True
    wraps_heading = True

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        arguments = block.part.state.input
        agent = get_text(arguments, "subagent_type") or "subagent"
        return ToolHeading(
            "◆", agent[:1].upper() + agent[1:], get_text(arguments, "description"), _note_progress(block)
        )

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        """What the subagent is doing now; expanded, its prompt and what it returned."""
        child, state = block.child, block.part.state
        width, palette = options.width, options.palette
        strips: list[Strip] = []
        if child is not None and child.activity and state.status == "running" and not block.is_abandoned:
            left: list[Piece] = [(" " * INDENT + "↳ ", palette.faint), (child.activity, palette.muted)]
            strips.append(layout_row(left, width, [(child.as_of, palette.muted)] if child.as_of else ()))
        if not options.expanded:
            return strips
        if prompt := get_text(state.input, "prompt"):
            strips.extend(render_wrapped_prose(prompt, width, palette, palette.muted))
        if state.output:
            strips.append(make_aside("─" * max(0, min(12, width - INDENT)), width, palette))
            strips.extend(render_wrapped_prose(extract_task_result(state.output), width, palette, palette.text))
        return strips

    def can_expand_call(self, block: ToolBlock) -> bool:
        state = block.part.state
        return bool(get_text(state.input, "prompt") or state.output)

    def call_to_text(self, block: ToolBlock) -> str:
        state = block.part.state
        prompt = get_text(state.input, "prompt", "description")
        return "\n\n".join(text for text in (prompt, to_plain_text(extract_task_result(state.output))) if text)

    def build_preview_sections(self, fields: RequestFields) -> list[PreviewSection]:
        agent = fields.take_sections("subagent_type", label="subagent")
        prompt = fields.take_sections("prompt", label="prompt")
        if not prompt:
            fields.warnings.append(UNKNOWN_ARGUMENTS)
        return [*agent, *fields.list_other_patterns("subagent", agent), *fields.take_claims(), *prompt]


def extract_task_result(output: str) -> str:
    """A subagent's own words, out of the frame servers put around them."""
    opening = _OPENING.search(output, 0, FRAME)
    closing = _CLOSING.search(output, max(0, len(output) - FRAME)) if opening else None
    return output[opening.end() : closing.start()].strip("\n") if opening and closing else output


def _note_progress(block: ToolBlock) -> tuple[Note, ...]:
    child = block.child
    notes: list[Note] = []
    if child is not None and child.request_count:
        notes.append((f"△ {format_count(child.request_count, 'request')}", NoteTone.WARNING))
    if child is not None and child.call_count:
        notes.append((format_count(child.call_count, "call"), NoteTone.QUIET))
    seconds = measure_run_seconds(block)
    if block.part.state.status == "completed" and seconds is not None:
        notes.append((format_duration(seconds), NoteTone.QUIET))
    return tuple(notes)
