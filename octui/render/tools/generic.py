"""Unknown tools, those of MCP servers among them; calls of tools that do not exist; parts that cannot be read."""

from typing import Final

from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.text.head_tail import format_more
from octui.render.text.row_layout import make_aside
from octui.render.tools.arguments import format_arguments
from octui.render.tools.base import ToolHeading, ToolView, render_result
from octui.render.tools.entries import render_wrapped_prose
from octui.render.tools.json_values import get_text
from octui.wire.parts import ToolPart, ToolState, UnknownPart

UNREADABLE_NAME: Final = "octui-unreadable"
CLOSED_ROWS: Final = 3
HEAD_CHARACTERS: Final = 2_000
MAX_SHOWN_BYTES: Final = 200_000
"""Bytes of JSON that are kept for reading."""


class GenericView(ToolView):
    """Name and arguments in the heading; every argument in full and the output below it."""

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        return ToolHeading("⚙", block.part.tool or "Tool", format_arguments(block.part.state.input))

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        if options.expanded or not options.display.has_generic_output:
            return super().render_body(block, options)
        return _render_first_rows(block.part.state.output, options)


def _render_first_rows(output: str, options: DrawOptions) -> list[Strip]:
    """The beginning of what a call returned, and how much follows."""
    head = output[:HEAD_CHARACTERS].strip("\n")
    rows = render_wrapped_prose(head, options.width, options.palette, options.palette.quote) if head else []
    hidden, is_whole = max(0, len(rows) - CLOSED_ROWS), len(output) <= HEAD_CHARACTERS
    if not hidden and is_whole:
        return rows
    note = f"… {format_more(max(1, hidden), is_whole, 'row')}{options.expand_hint}"
    return [*rows[:CLOSED_ROWS], make_aside(note, options.width, options.palette)]


class InvalidCallView(ToolView):
    """A call the model made of a tool that does not exist, or with arguments it does not take."""

    names = ("invalid",)

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        return ToolHeading("✗", "Invalid call", get_text(block.part.state.input, "tool"))

    def render_body(self, _block: ToolBlock, _options: DrawOptions) -> list[Strip]:
        """Nothing: what was wrong with the call is shown as its error."""
        return []

    def call_to_text(self, block: ToolBlock) -> str:
        return self.describe_call(block).summarize_heading()


def make_unreadable_call(part: UnknownPart) -> ToolPart:
    """The part as a finished call without arguments, which a transcript can show and open."""
    raw = part.raw[:MAX_SHOWN_BYTES].decode("utf-8", "replace")
    state = ToolState(status="completed", output=raw if len(part.raw) <= MAX_SHOWN_BYTES else f"{raw}\n…")
    return ToolPart(
        id=part.id, session_id=part.session_id, message_id=part.message_id, tool=UNREADABLE_NAME, state=state
    )


class UnreadableView(ToolView):
    """What a server sent and octui cannot read: its place is kept, and its JSON is shown when opened."""

    names = (UNREADABLE_NAME,)

    def describe_call(self, _block: ToolBlock) -> ToolHeading:
        return ToolHeading("✗", "1 item could not be read", "open it for the JSON that the server sent")

    def render_body(self, block: ToolBlock, options: DrawOptions) -> list[Strip]:
        return render_result(block, options) if options.expanded else []

    def call_to_text(self, block: ToolBlock) -> str:
        return block.part.state.output
