"""The registry of tools, and which of them an agent is offered."""

from typing import Final

from octui.server.agent.definitions.skills import load_skills
from octui.server.agent.tools.apply_patch import APPLY_PATCH
from octui.server.agent.tools.bash import BASH
from octui.server.agent.tools.edit import EDIT
from octui.server.agent.tools.glob import GLOB
from octui.server.agent.tools.grep import GREP
from octui.server.agent.tools.invalid import INVALID
from octui.server.agent.tools.list_directory import LIST
from octui.server.agent.tools.question import QUESTION
from octui.server.agent.tools.read import READ
from octui.server.agent.tools.skill import SKILL
from octui.server.agent.tools.task import TASK
from octui.server.agent.tools.todos import TODOREAD, TODOWRITE
from octui.server.agent.tools.tool import AnyTool
from octui.server.agent.tools.web.webfetch import WEBFETCH
from octui.server.agent.tools.write import WRITE
from octui.server.instance import Instance
from octui.server.permissions.rules import Rules, is_tool_denied

TOOLS: Final[dict[str, AnyTool]] = {
    tool.name: tool
    for tool in (
        INVALID,
        QUESTION,
        BASH,
        READ,
        GLOB,
        GREP,
        LIST,
        EDIT,
        WRITE,
        APPLY_PATCH,
        TASK,
        WEBFETCH,
        TODOWRITE,
        TODOREAD,
        SKILL,
    )
}

PATCH_TRAINED_MODELS: Final = ("gpt-5", "gpt-6", "codex", "o3", "o4")
"""Parts of the names of models trained to write patches."""


def select_tools(instance: Instance, rules: Rules, model_id: str) -> tuple[AnyTool, ...]:
    """The tools offered to an agent with these rules: none that is always denied, and none that would be useless."""
    left_out = {INVALID.name}
    if not any(name in model_id for name in PATCH_TRAINED_MODELS):
        left_out.add(APPLY_PATCH.name)
    if not load_skills(instance):
        left_out.add(SKILL.name)
    return tuple(tool for tool in TOOLS.values() if tool.name not in left_out and not is_tool_denied(rules, tool.name))
