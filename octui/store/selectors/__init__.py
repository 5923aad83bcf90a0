"""What can be read from the state. Every function is pure, and what it returns does not change under the reader."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from octui.store.handlers.requests import requests
from octui.store.message_record import MessageView
from octui.store.selectors.activity import busy, growing, interrupted, over, queued, status
from octui.store.selectors.session_tree import children, descendants, family, lineage, root_of, task_child
from octui.store.selectors.usage import Usage, family_cost, usage
from octui.store.session_list import SessionRow, session_rows, utc_day
from octui.store.state import State
from octui.wire.messages import MessageModel
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission, Question, ToolCall

__all__ = [
    "Ask",
    "LastUsed",
    "MessageView",
    "SessionRow",
    "Usage",
    "asks",
    "asks_of",
    "busy",
    "children",
    "descendants",
    "family",
    "family_cost",
    "growing",
    "hidden_by_revert",
    "interrupted",
    "last_used",
    "latest_tool",
    "lineage",
    "message",
    "message_ids",
    "over",
    "queued",
    "root_of",
    "session_rows",
    "status",
    "task_child",
    "tool_calls",
    "tool_part",
    "usage",
    "utc_day",
]


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that waits for a person: exactly one of `permission` and `question` is there."""

    id: str
    session_id: str
    permission: Permission | None = None
    question: Question | None = None

    @property
    def call(self) -> ToolCall | None:
        """The call that asks, where it says so."""
        request = self.permission or self.question
        return request.tool if request is not None else None


class LastUsed(NamedTuple):
    """What the last prompt was sent with."""

    agent: str | None
    model: MessageModel | None
    variant: str | None


def message_ids(state: State, session_id: str) -> Sequence[str]:
    """A session's messages, ascending, without those a revert hides; none before its history came."""
    timeline = state.timelines.get(session_id)
    if timeline is None or not timeline.loaded:
        return ()
    ids = timeline.snapshot()
    hidden = hidden_by_revert(state, session_id)
    return ids[: len(ids) - hidden] if hidden else ids


def hidden_by_revert(state: State, session_id: str) -> int:
    """How many of the loaded messages are undone."""
    timeline, session = state.timelines.get(session_id), state.sessions.get(session_id)
    if timeline is None or session is None or session.revert is None:
        return 0
    return len(timeline.ids) - bisect_left(timeline.ids, session.revert.message_id)


def message(state: State, message_id: str) -> MessageView | None:
    """A message as it is now; the same object until it changes."""
    held = state.messages.get(message_id)
    return None if held is None else held.view()


def asks(state: State) -> tuple[Ask, ...]:
    """What waits in any session, oldest first."""
    return tuple(_ask(request) for request in requests(state))


def asks_of(state: State, session_id: str) -> tuple[Ask, ...]:
    """What waits in a session's whole family; the session's own first, then oldest first."""
    members = set(family(state, session_id))
    waiting = [ask for ask in asks(state) if ask.session_id in members]
    return tuple(sorted(waiting, key=lambda ask: ask.session_id != session_id))


def tool_part(state: State, call: ToolCall) -> ToolPart | None:
    """The part of a call; None while it was not seen."""
    held = state.messages.get(call.message_id)
    for part in held.parts.values() if held is not None else ():
        if isinstance(part, ToolPart) and part.call_id == call.call_id:
            return part
    return None


def tool_calls(state: State, session_id: str) -> int:
    """How many calls the loaded part of a session made."""
    timeline = state.timelines.get(session_id)
    ids = timeline.ids if timeline is not None else ()
    return sum(isinstance(part, ToolPart) for message_id in ids for part in state.messages[message_id].parts.values())


def latest_tool(state: State, session_id: str) -> ToolPart | None:
    timeline = state.timelines.get(session_id)
    for message_id in reversed(timeline.ids if timeline is not None else ()):
        for part in reversed(state.messages[message_id].parts.values()):
            if isinstance(part, ToolPart):
                return part
    return None


def last_used(state: State, session_id: str) -> LastUsed | None:
    """Agent, model and variant of the last prompt; what the session itself says before its history came."""
    timeline = state.timelines.get(session_id)
    for message_id in reversed(timeline.ids if timeline is not None else ()):
        info = state.messages[message_id].info
        if info is not None and info.role == "user":
            model = info.model_key
            return LastUsed(info.agent, model if model.model_id else None, _variant(model.variant))
    session = state.sessions.get(session_id)
    if session is None or (session.agent is None and session.model is None):
        return None
    if session.model is None:
        return LastUsed(session.agent, None, None)
    model = MessageModel(provider_id=session.model.provider_id, model_id=session.model.id)
    return LastUsed(session.agent, model, _variant(session.model.variant))


def _ask(request: Permission | Question) -> Ask:
    if isinstance(request, Permission):
        return Ask(request.id, request.session_id, permission=request)
    return Ask(request.id, request.session_id, question=request)


def _variant(name: str | None) -> str | None:
    """Newer servers store the absence of a variant under a name."""
    return None if name == "default" else name
