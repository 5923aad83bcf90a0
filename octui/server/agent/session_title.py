"""Generated titles for sessions without one."""

import asyncio
import re
from contextlib import aclosing
from typing import Final

from octui.server.agent.definitions.agents import find_agent
from octui.server.agent.guide.help_text import make_title
from octui.server.agent.model_factory import create_model
from octui.server.agent.models.catalog import ModelCatalog, ModelNotFound
from octui.server.agent.models.language_model import AnswerFinished, ModelFailed, ModelRequest, TextDelta, UserTurn
from octui.server.agent.spending.turn_budget import TurnBudget
from octui.server.agent.token_usage import to_tokens
from octui.server.instance import Instance
from octui.wire.messages import Message
from octui.wire.parts import SubtaskPart, TextPart
from octui.wire.sessions import Session

DEFAULT_TITLE: Final = re.compile(r"(?:New|Child) session - \d{4}-\d\d-\d\dT[\d:.]+Z")
MAX_TITLE_LENGTH: Final = 100
MAX_TITLE_SOURCE: Final = 4_000


async def generate_session_title(
    instance: Instance, session: Session, prompt: Message, budget: TurnBudget | None
) -> None:
    """Title it after its first prompt, unless it has a title or gets one meanwhile; the turn pays for it."""
    if session.parent_id is not None or not DEFAULT_TITLE.fullmatch(session.title):
        return
    if instance.repository.find_oldest_message_id(session.id) != prompt.info.id:
        return
    source = _title_source_text(prompt)
    if not source.strip():
        return
    title = await _ask_model_for_title(instance, prompt, source, budget)
    now = instance.sessions.find_session(session.id)
    if title and now is not None and DEFAULT_TITLE.fullmatch(now.title):
        instance.sessions.update_session(session.id, touch=False, title=title)


async def _ask_model_for_title(instance: Instance, prompt: Message, source: str, budget: TurnBudget | None) -> str:
    """The title a model suggests; the prompt's first words when that fails."""
    if budget is not None and (budget.is_exhausted or budget.list_reached_limits()):
        return make_title(source)
    catalog = instance.get_service(ModelCatalog)
    agent = await asyncio.to_thread(find_agent, instance, "title")
    model = prompt.info.model_key
    try:
        beside = catalog.find_model(model.provider_id, model.model_id)
    except ModelNotFound:
        return make_title(source)
    selected = catalog.find_model_by_key(agent.model) or catalog.choose_small_model(beside)
    request = ModelRequest(
        system=(agent.prompt or "",), turns=(UserTurn((source[:MAX_TITLE_SOURCE],), typed=source),), purpose="title"
    )
    pieces: list[str] = []
    if budget is not None:
        budget.record_call()
    try:
        async with aclosing(create_model(selected, instance.directory).stream_answer(request)) as answer:
            async for piece in answer:
                if isinstance(piece, TextDelta):
                    pieces.append(piece.text)
                elif isinstance(piece, AnswerFinished) and budget is not None:
                    cost = selected.model.cost.estimate_cost(piece.usage)
                    budget.record_usage(to_tokens(piece.usage), cost)
    except ModelFailed:
        return make_title(source)
    text = re.sub(r"<think>.*?</think>", "", "".join(pieces), flags=re.S)
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line.strip("\"'`#* ")[:MAX_TITLE_LENGTH] or make_title(source)


def _title_source_text(prompt: Message) -> str:
    texts = [part.text for part in prompt.parts if isinstance(part, TextPart) and not part.synthetic]
    tasks = [part.description or part.prompt for part in prompt.parts if isinstance(part, SubtaskPart)]
    return "\n".join([*texts, *tasks])
