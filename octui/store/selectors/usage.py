"""How full a session's context is, and how much the session cost."""

from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.store.selectors.messages import list_turn_answers
from octui.store.selectors.session_tree import list_descendants, list_session_tree
from octui.store.state import State
from octui.wire.messages import MessageInfo


@dataclass(frozen=True, slots=True)
class Usage:
    """`tokens` is what the last answer had in its context, `context` what its model can hold, `percent` of 100.

    `partial` when the cost is a sum over less than the whole history.
    """

    tokens: int = 0
    context: int | None = None
    percent: float | None = None
    cost: float = 0
    partial: bool = False
    compacts_at: float | None = None
    """The share of the context, in percent, from which servers compact the session by themselves."""


RESERVED_OUTPUT: Final = 32_000
"""Tokens that servers keep free for the next answer, unless the model's output limit is lower."""


def get_usage(state: State, session_id: str) -> Usage:
    """A session's usage; 0 tokens while its history is not here, since servers only tell the sum of all calls."""
    cost, partial = _get_session_cost(state, session_id)
    answer = _find_last_answer(state, session_id)
    if answer is None:
        return Usage(cost=cost, partial=partial)
    tokens = answer.tokens.used
    key = answer.model_key
    model = state.providers.find_model(key.provider_id, key.model_id)
    context = int(model.limit.context) if model is not None and model.limit.context > 0 else None
    percent = None if context is None else 100 * tokens / context
    compacts_at = None
    if context is not None and model is not None:
        reserved = min(int(model.limit.output) or RESERVED_OUTPUT, RESERVED_OUTPUT, context / 2)
        compacts_at = 100 * (context - reserved) / context
    return Usage(tokens=tokens, context=context, percent=percent, cost=cost, partial=partial, compacts_at=compacts_at)


def get_tree_cost(state: State, session_id: str) -> float:
    """What the session cost together with its root and everything below that."""
    return sum(_get_session_cost(state, relative)[0] for relative in list_session_tree(state, session_id))


def get_subtree_cost(state: State, session_id: str) -> float:
    """What the session cost together with everything below it."""
    return sum(_get_session_cost(state, member)[0] for member in (session_id, *list_descendants(state, session_id)))


def get_turn_cost(state: State, message_id: str) -> float:
    """What the answers to the prompt of this answer cost, up to this one."""
    return sum(info.cost for info in list_turn_answers(state, message_id))


def _get_session_cost(state: State, session_id: str) -> tuple[float, bool]:
    """The cost in dollars, and whether it may be more: older servers do not add it up themselves."""
    session = state.sessions.get(session_id)
    if session is not None and session.cost is not None:
        return session.cost, False
    timeline = state.timelines.get(session_id)
    if timeline is None:
        return 0.0, True
    infos = (state.messages[message_id].info for message_id in timeline.ids)
    return sum(info.cost for info in infos if info is not None), not timeline.is_complete


def _find_last_answer(state: State, session_id: str) -> MessageInfo | None:
    timeline = state.timelines.get(session_id)
    for message_id in reversed(timeline.ids if timeline is not None else ()):
        info = state.messages[message_id].info
        if info is not None and info.role == "assistant" and info.tokens.output > 0:
            return info
    return None
