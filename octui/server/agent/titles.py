"""Titles of sessions nobody has named."""

import re
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from octui.server.agent.agents import agent_named
from octui.server.agent.guide.words import title_of
from octui.server.agent.models.catalogue import Catalogue, ModelNotFound
from octui.server.agent.models.model import ModelFailed, Request, TextGrew, UserSaid
from octui.server.agent.speakers import speaker
from octui.wire.messages import Message
from octui.wire.parts import SubtaskPart, TextPart
from octui.wire.sessions import Session

if TYPE_CHECKING:
    from octui.server.instance import Instance

DEFAULT_TITLE: Final = re.compile(r"(?:New|Child) session - \d{4}-\d\d-\d\dT[\d:.]+Z")
LONGEST: Final = 100
MOST_READ: Final = 4_000


async def name_session(instance: "Instance", session: Session, prompt: Message) -> None:
    """Name it after its first prompt, unless somebody has named it, or does so meanwhile."""
    conversations = instance.server.sessions
    if session.parent_id is not None or not DEFAULT_TITLE.fullmatch(session.title):
        return
    if instance.server.repository.find_oldest_message_id(session.id) != prompt.info.id:
        return
    said = _said(prompt)
    if not said.strip():
        return
    title = await _title(instance, prompt, said)
    now = conversations.find_session(session.id)
    if title and now is not None and DEFAULT_TITLE.fullmatch(now.title):
        conversations.update_session(session.id, touch=False, title=title)


async def _title(instance: "Instance", prompt: Message, said: str) -> str:
    """What a model calls it; its first words when no model does."""
    catalogue = instance.get_service(Catalogue)
    agent = agent_named(instance, "title")
    model = prompt.info.model_key
    try:
        beside = catalogue.find(model.provider_id, model.model_id)
    except ModelNotFound:
        return title_of(said)
    chosen = catalogue.named(agent.model) or catalogue.small(beside)
    request = Request(
        system=(agent.prompt or "",), turns=(UserSaid((said[:MOST_READ],), spoken=said),), purpose="title"
    )
    pieces: list[str] = []
    try:
        async with aclosing(speaker(chosen, instance.directory).answer(request)) as answer:
            async for piece in answer:
                if isinstance(piece, TextGrew):
                    pieces.append(piece.text)
    except ModelFailed:
        return title_of(said)
    text = re.sub(r"<think>.*?</think>", "", "".join(pieces), flags=re.S)
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line.strip("\"'`#* ")[:LONGEST] or title_of(said)


def _said(prompt: Message) -> str:
    texts = [part.text for part in prompt.parts if isinstance(part, TextPart) and not part.synthetic]
    tasks = [part.description or part.prompt for part in prompt.parts if isinstance(part, SubtaskPart)]
    return "\n".join([*texts, *tasks])
