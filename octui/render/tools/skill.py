"""Instructions that the agent loads by name."""

from octui.render.blocks import ToolBlock
from octui.render.tools.base import LookupToolView, ToolHeading
from octui.render.tools.json_values import get_text


class SkillView(LookupToolView):
    names = ("skill",)

    def describe_call(self, block: ToolBlock) -> ToolHeading:
        return ToolHeading("→", "Skill", get_text(block.part.state.input, "name"))
