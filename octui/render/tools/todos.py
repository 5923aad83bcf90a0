"""The agent's todo list."""

from collections.abc import Sequence
from typing import Final

from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.tools.base import NoteTone, ToolHeading, ToolView, format_unknown_call
from octui.render.tools.entries import MAX_ENTRIES, render_marked_entry
from octui.render.tools.json_values import get_objects, get_text
from octui.wire.parts import ToolPart
from octui.wire.struct import JsonObject

_MARKS: Final = {"completed": "✓", "in_progress": "◐", "cancelled": "–"}
_CHECKBOXES: Final = {"completed": "x", "cancelled": "-"}


class TodosView(ToolView):
    names = ("todowrite", "todoread")
    text_is_markdown = True

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        todos = list_todos(block.part)
        done = sum(get_text(todo, "status") == "completed" for todo in todos)
        notes = ((f"{done} of {len(todos)} done", NoteTone.QUIET),) if todos else ()
        return ToolHeading("≡", "Todos", "", notes)

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        """The list: what is done is quiet, what is in progress stands out."""
        palette = options.palette
        tones = {"completed": palette.muted, "in_progress": palette.warning, "cancelled": palette.muted}
        strips: list[Strip] = []
        for todo in list_todos(block.part)[:MAX_ENTRIES]:
            status = get_text(todo, "status")
            tone = tones.get(status, palette.text)
            words = tone + Style(strike=True) if status == "cancelled" else tone
            mark = f"{_MARKS.get(status, '○')} "
            strips.extend(render_marked_entry(get_text(todo, "content"), mark, tone, words, options.width))
        return strips

    def can_expand_call(self, _block: ToolBlock) -> bool:
        return False

    def call_to_text(self, block: ToolBlock) -> str:
        """A Markdown task list."""
        lines = [
            f"- [{_CHECKBOXES.get(get_text(todo, 'status'), ' ')}] {get_text(todo, 'content')}"
            for todo in list_todos(block.part)
        ]
        return "\n".join(lines) or format_unknown_call(block)

    def estimate_rows(self, part: ToolPart) -> int:
        return 6 if part.tool == "todowrite" else super().estimate_rows(part)


def list_todos(part: ToolPart) -> Sequence[JsonObject]:
    """The list as the call left it, or as it is about to be written."""
    return get_objects(part.state.metadata, "todos") or get_objects(part.state.input, "todos")
