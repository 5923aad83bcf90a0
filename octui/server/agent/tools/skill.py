"""The skill tool: loads instructions for a kind of task."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.definitions.skills import load_skills
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult


class SkillArguments(msgspec.Struct):
    name: Annotated[str, Meta(min_length=1, description="The name of the skill")]


async def execute_skill(context: ToolContext, arguments: SkillArguments) -> ToolResult:
    known = {skill.name: skill for skill in load_skills(context.instance)}
    skill = known.get(arguments.name)
    if skill is None:
        raise ToolFailed(f"Skill not found: {arguments.name!r}. Available skills: {', '.join(known) or 'none'}.")
    await context.require_permission(
        "skill", [arguments.name], always=[arguments.name], metadata={"name": arguments.name}
    )
    folder = skill.location.rpartition("/")[0]
    output = f"## Skill: {skill.name}\n\nIts files are in: {folder}\n\n{skill.content}"
    return ToolResult(output, f"Loaded skill: {skill.name}", {"name": skill.name, "dir": folder, "truncated": False})


SKILL: Final = Tool(
    "skill",
    "Load a skill: instructions for a kind of task. The available skills are listed in the system prompt.",
    SkillArguments,
    execute_skill,
)
