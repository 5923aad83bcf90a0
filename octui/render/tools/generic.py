"""Tools octui does not know, those of MCP servers among them, and calls of tools that do not exist."""

from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.tools.arguments import format_arguments
from octui.render.tools.base import ToolHeading, ToolView
from octui.render.tools.json_values import get_text


class GenericView(ToolView):
    """Name and arguments in the heading; every argument in full and the output below it."""

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        return ToolHeading("⚙", block.part.tool or "Tool", format_arguments(block.part.state.input))


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
