"""Subagents: a task runs in a child session of the one that delegates it."""

import asyncio
from contextlib import suppress
from typing import Protocol

from octui.server.agent.definitions.agents import AgentInfo, AgentNotFound, find_agent
from octui.server.agent.models.catalog import ModelCatalog, ModelNotFound, SelectedModel
from octui.server.agent.tool_call import ToolCallRunner
from octui.server.agent.tools.tool import ToolFailed, ToolResult
from octui.server.agent.user_input.prompt_intake import PromptBody, Recipient, TextPartInput
from octui.server.config.problems import ConfigUnusable
from octui.server.instance import Instance
from octui.server.permissions.rules import Rules
from octui.wire.messages import Message
from octui.wire.parts import TextPart, ToolPart
from octui.wire.sessions import Rule, Session

NO_NESTED_TASKS = (Rule(permission="task", pattern="*", action="deny"),)
"""Subagents do not delegate further."""


class PromptRunner(Protocol):
    """Answers prompts in the sessions of an instance, and aborts them."""

    async def submit_prompt(self, session: Session, prompt: PromptBody, to: Recipient) -> Message:
        """Send a prompt and wait for the answer."""
        ...

    async def abort_session(self, session_id: str) -> None:
        """Abort what runs in a session, and wait until it has ended."""


class Subagents:
    """Runs delegated tasks in child sessions of an instance."""

    def __init__(self, instance: Instance, prompts: PromptRunner) -> None:
        self._instance = instance
        self._prompts = prompts

    async def run_subagent(
        self, calling: ToolCallRunner, agent_name: str, prompt: str, description: str, resumed: str | None
    ) -> ToolResult:
        """Run the task and return the subagent's last text; when this is cancelled the subagent is stopped too."""
        try:
            agent = await asyncio.to_thread(find_agent, self._instance, agent_name)
        except (AgentNotFound, ConfigUnusable) as unknown:
            raise ToolFailed(str(unknown)) from unknown
        selected = self._choose_subagent_model(calling, agent)
        child = self._find_resumed_task(calling.session, resumed) or self._create_child(calling, agent, description)
        model = {"modelID": selected.model.id, "providerID": selected.provider.id}
        metadata = {"parentSessionId": calling.session.id, "sessionId": child.id, "model": model}
        calling.show_progress(metadata, description)
        try:
            body = PromptBody(parts=(TextPartInput(text=prompt),))
            answer = await self._prompts.submit_prompt(child, body, Recipient(agent, selected, None))
        except BaseException:
            await self._prompts.abort_session(child.id)
            raise
        return ToolResult(_format_task_result(child.id, answer), description, metadata | {"truncated": False})

    def _create_child(self, calling: ToolCallRunner, agent: AgentInfo, description: str) -> Session:
        return self._instance.sessions.create_session(
            self._instance.session_location,
            parent_id=calling.session.id,
            title=f"{description} (@{agent.name} subagent)",
            agent=agent.name,
            permission=(*_inherited_denials(calling.rules), *NO_NESTED_TASKS),
        )

    def _choose_subagent_model(self, calling: ToolCallRunner, agent: AgentInfo) -> SelectedModel:
        """The agent's own model, else that of the message the call is in."""
        catalog = self._instance.get_service(ModelCatalog)
        if (own := catalog.find_model_by_key(agent.model)) is not None:
            return own
        message = self._instance.messages.find_message(calling.session.id, calling.message_id)
        if message is not None:
            key = message.info.model_key
            with suppress(ModelNotFound):
                return catalog.find_model(key.provider_id, key.model_id)
        return catalog.choose_default_model()

    def _find_resumed_task(self, parent: Session, session_id: str | None) -> Session | None:
        """An earlier task of the same session, if it is one."""
        session = self._instance.sessions.find_session(session_id) if session_id else None
        return session if session is not None and session.parent_id == parent.id else None


def _format_task_result(session_id: str, answer: Message) -> str:
    """The result as the calling agent reads it; raises ToolFailed when the subagent was stopped."""
    error = answer.info.error
    if error is not None and error.is_aborted:
        raise ToolFailed("The subagent was stopped.")
    state = "completed" if error is None else "error"
    text = _last_text_of(answer) or (error.message if error is not None else _describe_missing_answer(answer))
    return f'<task id="{session_id}" state="{state}">\n<task_result>\n{text}\n</task_result>\n</task>'


def _inherited_denials(rules: Rules) -> Rules:
    """The parent's denials apply to the subagent too: delegating is no way around a rule."""
    last: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        last[rule.permission, rule.pattern] = rule
    return tuple(
        rule
        for rule in last.values()
        if rule.action == "deny" and rule.permission not in ("todowrite", "todoread", "*")
    )


def _last_text_of(answer: Message) -> str:
    texts = [part.text for part in answer.parts if isinstance(part, TextPart) and part.text.strip()]
    return texts[-1].strip() if texts else ""


def _describe_missing_answer(answer: Message) -> str:
    """Why there is no text: usually a call the user did not allow."""
    errors = [part.state.error for part in answer.parts if isinstance(part, ToolPart) and part.state.error]
    return f"The subagent stopped: {errors[-1]}" if errors else "The subagent ended without an answer."
