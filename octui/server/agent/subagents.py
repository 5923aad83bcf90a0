"""Work for subagents, in sessions below the one that gives it."""

from contextlib import suppress
from typing import TYPE_CHECKING

from octui.server.agent.definitions.agents import AgentInfo, AgentNotFound, find_agent
from octui.server.agent.models.catalog import ModelCatalog, ModelNotFound, SelectedModel
from octui.server.agent.tool_call import ToolCallRunner
from octui.server.agent.tools.tool import ToolFailed, ToolResult
from octui.server.agent.user_input.prompt_intake import PromptBody, Recipient, TextPartInput
from octui.server.permissions.rules import Rules
from octui.wire.messages import Message
from octui.wire.parts import TextPart, ToolPart
from octui.wire.sessions import Rule, Session

if TYPE_CHECKING:
    from octui.server.agent.session_runner import SessionRunner

NO_NESTED_TASKS = (Rule(permission="task", pattern="*", action="deny"),)
"""Subagents give no work to others."""


async def run_subagent(
    runs: "SessionRunner", calling: ToolCallRunner, agent_name: str, prompt: str, description: str, resumed: str | None
) -> ToolResult:
    """Have it done, and bring back the last words; when this is cancelled the subagent is stopped too."""
    instance = runs.instance
    try:
        agent = find_agent(instance, agent_name)
    except AgentNotFound as unknown:
        raise ToolFailed(str(unknown)) from unknown
    chosen = _choose_subagent_model(runs, calling, agent)
    child = _find_resumed_task(runs, calling.session, resumed) or instance.sessions.create_session(
        instance.session_location,
        parent_id=calling.session.id,
        title=f"{description} (@{agent.name} subagent)",
        agent=agent.name,
        permission=(*_inherited_denials(calling.rules), *NO_NESTED_TASKS),
    )
    model = {"modelID": chosen.model.id, "providerID": chosen.provider.id}
    metadata = {"parentSessionId": calling.session.id, "sessionId": child.id, "model": model}
    calling.show_progress(metadata, description)
    try:
        given = PromptBody(parts=(TextPartInput(text=prompt),))
        answer = await runs.submit_prompt(child, given, Recipient(agent, chosen, None))
    except BaseException:
        await runs.abort_session(child.id)
        raise
    state = "completed" if answer.info.error is None else "error"
    if answer.info.error is not None and answer.info.error.aborted:
        raise ToolFailed("The subagent was stopped.")
    said = _last_text_of(answer) or (
        answer.info.error.message if answer.info.error else _describe_missing_answer(answer)
    )
    output = f'<task id="{child.id}" state="{state}">\n<task_result>\n{said}\n</task_result>\n</task>'
    return ToolResult(output, description, metadata | {"truncated": False})


def _choose_subagent_model(runs: "SessionRunner", calling: ToolCallRunner, agent: AgentInfo) -> SelectedModel:
    """The agent's own, else that of the message the call is in."""
    catalogue = runs.instance.get_service(ModelCatalog)
    if (own := catalogue.find_model_by_key(agent.model)) is not None:
        return own
    message = runs.instance.sessions.find_message(calling.session.id, calling.message_id)
    if message is not None:
        key = message.info.model_key
        with suppress(ModelNotFound):
            return catalogue.find_model(key.provider_id, key.model_id)
    return catalogue.choose_default_model()


def _find_resumed_task(runs: "SessionRunner", parent: Session, session_id: str | None) -> Session | None:
    """An earlier task of the same session."""
    held = runs.instance.sessions.find_session(session_id) if session_id else None
    return held if held is not None and held.parent_id == parent.id else None


def _inherited_denials(rules: Rules) -> Rules:
    """What is denied to who gives the work is denied to who does it: nobody gets round a rule by delegating."""
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
    """Why there are no words: usually a call that a person did not allow."""
    errors = [part.state.error for part in answer.parts if isinstance(part, ToolPart) and part.state.error]
    return f"The subagent stopped: {errors[-1]}" if errors else "The subagent ended without a word."
