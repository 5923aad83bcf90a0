"""Work for subagents, in sessions below the one that gives it."""

from contextlib import suppress
from typing import TYPE_CHECKING

from octui.server.agent.agents import AgentInfo, AgentNotFound, agent_named
from octui.server.agent.calls import Calling
from octui.server.agent.models.catalogue import Catalogue, Chosen, ModelNotFound
from octui.server.agent.prompting import Addressed, Prompt, TextGiven
from octui.server.agent.tools.tool import Outcome, ToolFailed
from octui.server.asking.rules import Rules
from octui.wire.messages import Message
from octui.wire.parts import TextPart, ToolPart
from octui.wire.sessions import Rule, Session

if TYPE_CHECKING:
    from octui.server.agent.runs import Runs

NOT_BELOW = (Rule(permission="task", pattern="*", action="deny"),)
"""Subagents give no work to others."""


async def delegate(
    runs: "Runs", calling: Calling, agent_name: str, prompt: str, description: str, resumed: str | None
) -> Outcome:
    """Have it done, and bring back the last words; when this is cancelled the subagent is stopped too."""
    instance = runs.instance
    try:
        agent = agent_named(instance, agent_name)
    except AgentNotFound as unknown:
        raise ToolFailed(str(unknown)) from unknown
    chosen = _model(runs, calling, agent)
    child = _resumed(runs, calling.session, resumed) or instance.server.sessions.create_session(
        instance,
        parent_id=calling.session.id,
        title=f"{description} (@{agent.name} subagent)",
        agent=agent.name,
        permission=(*_kept(calling.rules), *NOT_BELOW),
    )
    model = {"modelID": chosen.model.id, "providerID": chosen.provider.id}
    metadata = {"parentSessionId": calling.session.id, "sessionId": child.id, "model": model}
    calling.show(metadata, description)
    try:
        given = Prompt(parts=(TextGiven(text=prompt),))
        answer = await runs.send(child, given, Addressed(agent, chosen, None))
    except BaseException:
        await runs.abort(child.id)
        raise
    state = "completed" if answer.info.error is None else "error"
    if answer.info.error is not None and answer.info.error.aborted:
        raise ToolFailed("The subagent was stopped.")
    said = _last_words(answer) or (answer.info.error.message if answer.info.error else _what_stopped(answer))
    output = f'<task id="{child.id}" state="{state}">\n<task_result>\n{said}\n</task_result>\n</task>'
    return Outcome(output, description, metadata | {"truncated": False})


def _model(runs: "Runs", calling: Calling, agent: AgentInfo) -> Chosen:
    """The agent's own, else that of the message the call is in."""
    catalogue = runs.instance.get_service(Catalogue)
    if (own := catalogue.named(agent.model)) is not None:
        return own
    message = runs.instance.server.sessions.find_message(calling.session.id, calling.message_id)
    if message is not None:
        key = message.info.model_key
        with suppress(ModelNotFound):
            return catalogue.find(key.provider_id, key.model_id)
    return catalogue.default()


def _resumed(runs: "Runs", parent: Session, session_id: str | None) -> Session | None:
    """An earlier task of the same session."""
    held = runs.instance.server.sessions.find_session(session_id) if session_id else None
    return held if held is not None and held.parent_id == parent.id else None


def _kept(rules: Rules) -> Rules:
    """What is denied to who gives the work is denied to who does it: nobody gets round a rule by delegating."""
    last: dict[tuple[str, str], Rule] = {}
    for rule in rules:
        last[rule.permission, rule.pattern] = rule
    return tuple(
        rule
        for rule in last.values()
        if rule.action == "deny" and rule.permission not in ("todowrite", "todoread", "*")
    )


def _last_words(answer: Message) -> str:
    texts = [part.text for part in answer.parts if isinstance(part, TextPart) and part.text.strip()]
    return texts[-1].strip() if texts else ""


def _what_stopped(answer: Message) -> str:
    """Why there are no words: usually a call that a person did not allow."""
    errors = [part.state.error for part in answer.parts if isinstance(part, ToolPart) and part.state.error]
    return f"The subagent stopped: {errors[-1]}" if errors else "The subagent ended without a word."
