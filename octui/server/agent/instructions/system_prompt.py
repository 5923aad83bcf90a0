"""What a model is told before the conversation."""

import platform
import time

from octui.server.agent.definitions.agents import AgentInfo, load_agents
from octui.server.agent.definitions.skills import load_skills
from octui.server.agent.instructions.agents_md import load_instructions
from octui.server.agent.instructions.prompts import BASE_PROMPT
from octui.server.agent.models.model_info import ModelInfo
from octui.server.instance import Instance
from octui.server.permissions.rules import is_tool_denied


def build_system_prompt(instance: Instance, agent: AgentInfo, model: ModelInfo, asked: str | None) -> tuple[str, ...]:
    """The standing words, where it is, what people wrote for agents, and what this prompt adds."""
    own = agent.prompt or ""
    words = [BASE_PROMPT, own] if agent.built_in else [own or BASE_PROMPT]
    told = [text for _, text in load_instructions(instance)]
    skills = [] if is_tool_denied(agent.rules, "skill") else [_describe_skills(instance)]
    return tuple(text for text in (*words, _describe_environment(instance, model), *told, *skills, asked or "") if text)


def describe_subagents(instance: Instance) -> str:
    """Whom work can be given to, for the task tool's description."""
    lines = [
        f"- {agent.name}: {agent.description or 'described by its name alone'}"
        for agent in load_agents(instance).values()
        if agent.mode != "primary" and not agent.hidden
    ]
    return "\n\nThe subagents:\n" + "\n".join(lines)


def _describe_environment(instance: Instance, model: ModelInfo) -> str:
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


def _describe_skills(instance: Instance) -> str:
    lines = [f"- {skill.name}: {skill.description}" for skill in load_skills(instance) if skill.description]
    if not lines:
        return ""
    return "Skills, which are read with the skill tool when their work comes up:\n" + "\n".join(lines)
