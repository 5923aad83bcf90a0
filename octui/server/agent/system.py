"""What a model is told before the conversation."""

import platform
import time
from typing import TYPE_CHECKING

from octui.server.agent.agents import AgentInfo, agents_of
from octui.server.agent.instructions import standing
from octui.server.agent.models.info import ModelInfo
from octui.server.agent.skills import skills_of
from octui.server.agent.words import BASE_PROMPT
from octui.server.asking.rules import is_tool_denied

if TYPE_CHECKING:
    from octui.server.instance import Instance


def system_of(instance: "Instance", agent: AgentInfo, model: ModelInfo, asked: str | None) -> tuple[str, ...]:
    """The standing words, where it is, what people wrote for agents, and what this prompt adds."""
    own = agent.prompt or ""
    words = [BASE_PROMPT, own] if agent.native else [own or BASE_PROMPT]
    told = [text for _, text in standing(instance)]
    skills = [] if is_tool_denied(agent.rules, "skill") else [_skills(instance)]
    return tuple(text for text in (*words, _where(instance, model), *told, *skills, asked or "") if text)


def subagents(instance: "Instance") -> str:
    """Whom work can be given to, for the task tool's description."""
    lines = [
        f"- {agent.name}: {agent.description or 'described by its name alone'}"
        for agent in agents_of(instance).values()
        if agent.mode != "primary" and not agent.hidden
    ]
    return "\n\nThe subagents:\n" + "\n".join(lines)


def _where(instance: "Instance", model: ModelInfo) -> str:
    repository = instance.worktree != "/"
    return "\n".join(
        (
            f"The model is {model.key}.",
            "<env>",
            f"  Directory: {instance.directory}",
            f"  Top of the repository: {instance.worktree}" if repository else "  This is no git repository.",
            f"  Platform: {platform.system().lower()}",
            f"  Today: {time.strftime('%A, %Y-%m-%d')}",
            "</env>",
        )
    )


def _skills(instance: "Instance") -> str:
    lines = [f"- {skill.name}: {skill.description}" for skill in skills_of(instance) if skill.description]
    if not lines:
        return ""
    return "Skills, which are read with the skill tool when their work comes up:\n" + "\n".join(lines)
