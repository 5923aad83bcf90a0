"""What can be read from the state. Every function is pure, and what it returns does not change under the reader."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from octui.store.handlers.requests import list_requests
from octui.store.message_record import MessageView
from octui.store.selectors.activity import (
    get_session_status,
    is_busy,
    is_interrupted,
    is_queued,
    is_run_over,
    is_text_streaming,
)
from octui.store.selectors.session_tree import (
    find_root,
    find_task_session,
    list_ancestors,
    list_children,
    list_descendants,
    list_session_tree,
)
from octui.store.selectors.usage import Usage, get_tree_cost, get_usage
from octui.store.session_list import SessionRow, list_session_rows, to_utc_day
from octui.store.state import State
from octui.wire.messages import MessageModel
from octui.wire.parts import ToolPart
from octui.wire.requests import Permission, Question, ToolCall

__all__ = [
    "LastUsed",
    "MessageView",
    "PendingRequest",
    "SessionRow",
    "Usage",
    "count_reverted_messages",
    "count_tool_calls",
    "find_last_used",
    "find_latest_tool",
    "find_root",
    "find_task_session",
    "find_tool_part",
    "get_message",
    "get_session_status",
    "get_tree_cost",
    "get_usage",
    "is_busy",
    "is_interrupted",
    "is_queued",
    "is_run_over",
    "is_text_streaming",
    "list_ancestors",
    "list_children",
    "list_descendants",
    "list_message_ids",
    "list_pending_requests",
    "list_session_rows",
    "list_session_tree",
    "list_tree_requests",
    "to_utc_day",
]


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """Something that waits for a person: exactly one of `permission` and `question` is there."""

    id: str
    session_id: str
    permission: Permission | None = None
    question: Question | None = None

    @property
    def tool_call(self) -> ToolCall | None:
        """The call that asks, where it says so."""
        request = self.permission or self.question
        return request.tool if request is not None else None


class LastUsed(NamedTuple):
    """What the last prompt was sent with."""

    agent: str | None
    model: MessageModel | None
    variant: str | None


def list_message_ids(state: State, session_id: str) -> Sequence[str]:
    """A session's messages, ascending, without those a revert hides; none before its history came."""
    timeline = state.timelines.get(session_id)
    if timeline is None or not timeline.loaded:
        return ()
    ids = timeline.get_ids()
    hidden = count_reverted_messages(state, session_id)
    return ids[: len(ids) - hidden] if hidden else ids


def count_reverted_messages(state: State, session_id: str) -> int:
    """How many of the loaded messages are undone."""
    timeline, session = state.timelines.get(session_id), state.sessions.get(session_id)
    if timeline is None or session is None or session.revert is None:
        return 0
    return len(timeline.ids) - bisect_left(timeline.ids, session.revert.message_id)


def get_message(state: State, message_id: str) -> MessageView | None:
    """A message as it is now; the same object until it changes."""
    held = state.messages.get(message_id)
    return None if held is None else held.get_view()


def list_pending_requests(state: State) -> tuple[PendingRequest, ...]:
    """What waits in any session, oldest first."""
    return tuple(_to_pending_request(request) for request in list_requests(state))


def list_tree_requests(state: State, session_id: str) -> tuple[PendingRequest, ...]:
    """What waits in a session's whole family; the session's own first, then oldest first."""
    members = set(list_session_tree(state, session_id))
    waiting = [ask for ask in list_pending_requests(state) if ask.session_id in members]
    return tuple(sorted(waiting, key=lambda ask: ask.session_id != session_id))


def find_tool_part(state: State, call: ToolCall) -> ToolPart | None:
    """The part of a call; None while it was not seen."""
    held = state.messages.get(call.message_id)
    for part in held.parts.values() if held is not None else ():
        if isinstance(part, ToolPart) and part.call_id == call.call_id:
            return part
    return None


def count_tool_calls(state: State, session_id: str) -> int:
    """How many calls the loaded part of a session made."""
    timeline = state.timelines.get(session_id)
    ids = timeline.ids if timeline is not None else ()
    return sum(isinstance(part, ToolPart) for message_id in ids for part in state.messages[message_id].parts.values())


def find_latest_tool(state: State, session_id: str) -> ToolPart | None:
    timeline = state.timelines.get(session_id)
    for message_id in reversed(timeline.ids if timeline is not None else ()):
        for part in reversed(state.messages[message_id].parts.values()):
            if isinstance(part, ToolPart):
                return part
    return None


def find_last_used(state: State, session_id: str) -> LastUsed | None:
    """Agent, model and variant of the last prompt; what the session itself says before its history came."""
    timeline = state.timelines.get(session_id)
    for message_id in reversed(timeline.ids if timeline is not None else ()):
        info = state.messages[message_id].info
        if info is not None and info.role == "user":
            model = info.model_key
            return LastUsed(info.agent, model if model.model_id else None, _normalize_variant(model.variant))
    session = state.sessions.get(session_id)
    if session is None or (session.agent is None and session.model is None):
        return None
    if session.model is None:
        return LastUsed(session.agent, None, None)
    model = MessageModel(provider_id=session.model.provider_id, model_id=session.model.id)
    return LastUsed(session.agent, model, _normalize_variant(session.model.variant))


def _to_pending_request(request: Permission | Question) -> PendingRequest:
    if isinstance(request, Permission):
        return PendingRequest(request.id, request.session_id, permission=request)
    return PendingRequest(request.id, request.session_id, question=request)


def _normalize_variant(name: str | None) -> str | None:
    """Newer servers store the absence of a variant under a name."""
    return None if name == "default" else name
