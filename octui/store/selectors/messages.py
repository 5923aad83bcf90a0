"""The messages of a session as they are shown, and the tool calls in them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from octui.store.message_record import MessageView
from octui.store.state import State
from octui.wire.messages import MessageInfo, MessageModel
from octui.wire.parts import Part, ToolPart
from octui.wire.requests import ToolCall


class LastUsed(NamedTuple):
    """The settings the last prompt was sent with."""

    agent: str | None
    model: MessageModel | None
    variant: str | None


def find_newest_message_id(state: State, session_id: str) -> str:
    """The newest known message of a session, hidden ones included; `""` for none."""
    timeline = state.timelines.get(session_id)
    ids = timeline.get_ids() if timeline is not None else ()
    return ids[-1] if ids else ""


def has_message_since(
    state: State, session_id: str, message_id: str, is_wanted: Callable[[MessageInfo, Sequence[Part]], bool]
) -> bool:
    """Whether a message after that one is wanted."""
    timeline = state.timelines.get(session_id)
    for newer_id in reversed(timeline.get_ids() if timeline is not None else ()):
        if newer_id <= message_id:
            break
        record = state.messages.get(newer_id)
        if record is not None and record.info is not None and is_wanted(record.info, tuple(record.parts.values())):
            return True
    return False


def list_message_ids(state: State, session_id: str) -> Sequence[str]:
    """A session's messages, ascending, without those hidden by a revert; none before its history is loaded."""
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
    record = state.messages.get(message_id)
    return None if record is None else record.get_view()


def list_turn_answers(state: State, message_id: str) -> list[MessageInfo]:
    """The answers to the prompt of this answer, up to this one, newest first."""
    record = state.messages.get(message_id)
    timeline = state.timelines.get(record.session_id) if record is not None else None
    answers: list[MessageInfo] = []
    if record is None or record.info is None or timeline is None:
        return answers
    for index in range(bisect_right(timeline.ids, message_id) - 1, -1, -1):
        info = state.messages[timeline.ids[index]].info
        if info is None or info.parent_id != record.info.parent_id:
            break
        answers.append(info)
    return answers


def find_tool_part(state: State, call: ToolCall) -> ToolPart | None:
    """The tool part of a call; None if it has not been received."""
    record = state.messages.get(call.message_id)
    for part in record.parts.values() if record is not None else ():
        if isinstance(part, ToolPart) and part.call_id == call.call_id:
            return part
    return None


def count_tool_calls(state: State, session_id: str) -> int:
    """The number of tool calls in the loaded part of a session."""
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


def _normalize_variant(name: str | None) -> str | None:
    """Newer servers store a missing variant under a name."""
    return None if name == "default" else name
