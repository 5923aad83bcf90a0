"""Skills: instructions that are read when they are needed."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.definitions.skills import load_skills
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult


class SkillArguments(msgspec.Struct):
    name: Annotated[str, Meta(min_length=1, description="The name of the skill")]


async def execute_skill(use: ToolContext, given: SkillArguments) -> ToolResult:
    known = {skill.name: skill for skill in load_skills(use.instance)}
    skill = known.get(given.name)
    if skill is None:
        raise ToolFailed(f"There is no skill {given.name!r}. Available skills: {', '.join(known) or 'none'}.")
    await use.require_permission("skill", [given.name], always=[given.name], metadata={"name": given.name})
    folder = skill.location.rpartition("/")[0]
    output = f"## Skill: {skill.name}\n\nIts files are in: {folder}\n\n{skill.content}"
    return ToolResult(output, f"Loaded skill: {skill.name}", {"name": skill.name, "dir": folder, "truncated": False})


SKILL: Final = Tool(
    "skill",
    "Load a skill: instructions for a kind of work, which are named and described in what you were told at the start.",
    SkillArguments,
    execute_skill,
)
