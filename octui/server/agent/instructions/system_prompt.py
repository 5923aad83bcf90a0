"""The system prompt: what a model reads before the conversation."""

import platform
import time

from octui.server.agent.definitions.agents import AgentInfo, load_agents
from octui.server.agent.definitions.skills import load_skills
from octui.server.agent.instructions.agents_md import load_instructions
from octui.server.agent.models.model_info import ModelInfo
from octui.server.agent.prompts import BASE_PROMPT
from octui.server.instance import Instance
from octui.server.permissions.rules import is_tool_denied


def build_system_prompt(instance: Instance, agent: AgentInfo, model: ModelInfo, extra: str | None) -> tuple[str, ...]:
    """Base prompt, environment, instruction files, skills, and what this prompt adds."""
    agent_prompt = agent.prompt or ""
    prompts = [BASE_PROMPT, agent_prompt] if agent.built_in else [agent_prompt or BASE_PROMPT]
    instructions = [text for _, text in load_instructions(instance)]
    skills = [] if is_tool_denied(agent.rules, "skill") else [_describe_skills(instance)]
    return tuple(
        text for text in (*prompts, _describe_environment(instance, model), *instructions, *skills, extra or "") if text
    )


def describe_subagents(instance: Instance) -> str:
    """The available subagents, for the description of the task tool."""
    lines = [
        f"- {agent.name}: {agent.description or 'no description'}"
        for agent in load_agents(instance).values()
        if agent.mode != "primary" and not agent.hidden
    ]
    return "\n\nAvailable subagents:\n" + "\n".join(lines)


def _describe_environment(instance: Instance, model: ModelInfo) -> str:
    repository = instance.worktree != "/"
    return "\n".join(
        (
            f"The model is {model.key}.",
            "<env>",
            f"  Directory: {instance.directory}",
            f"  Repository root: {instance.worktree}" if repository else "  Not a git repository.",
            f"  Platform: {platform.system().lower()}",
            f"  Today: {time.strftime('%A, %Y-%m-%d')}",
            "</env>",
        )
    )


def _describe_skills(instance: Instance) -> str:
    lines = [f"- {skill.name}: {skill.description}" for skill in load_skills(instance) if skill.description]
    if not lines:
        return ""
    return "Skills, to be loaded with the skill tool when a task calls for one:\n" + "\n".join(lines)
