"""What a change of the state affects in the chat: which blocks, the request cards, and header, sidebar and bars."""

from octui.store import selectors
from octui.store.changes import ChangeKey, Changes, Topic
from octui.store.state import State
from octui.wire.messages import MessageInfo

_TURN_MESSAGES = 20
"""How many of the last messages show whether the turn is running, waiting or was interrupted."""


def has_request_changes(state: State, touched: Changes) -> bool:
    """Whether a request came or went, or the tool call of one changed."""
    requests = selectors.list_pending_requests(state)
    calls = {request.tool_call.message_id for request in requests if request.tool_call is not None}
    return any(key.topic in (Topic.REQUESTS, Topic.SESSIONS) or key.id in calls for key in touched)


def find_stale_messages(state: State, session_id: str, touched: Changes) -> list[str]:
    """The messages whose blocks may have to be rendered again."""
    stale = [key.id for key in touched if key.topic is Topic.MESSAGE]
    keys = (ChangeKey(Topic.STATUS, session_id), ChangeKey(Topic.SESSION, session_id), ChangeKey(Topic.CONNECTION))
    if touched.intersection(keys) or any(key.topic in (Topic.REQUESTS, Topic.CATALOG) for key in touched):
        stale.extend(list(selectors.list_message_ids(state, session_id))[-_TURN_MESSAGES:])
    children = {child.id for child in selectors.list_children(state, session_id)}
    if any(key.id in children for key in touched if key.topic in (Topic.SESSION, Topic.STATUS, Topic.MESSAGES)):
        stale.extend(selectors.list_messages_with_tasks(state, session_id))
    return stale


def list_sessions_to_load(state: State, session_id: str) -> list[str]:
    """Sessions that are not loaded yet although a request card or a running subagent shows something of them.

    Some servers describe what would run only in the tool call, and a subagent's work only in its session.
    """
    shown = [
        request.session_id
        for request in selectors.list_pending_requests(state)
        if request.tool_call is not None and selectors.find_tool_part(state, request.tool_call) is None
    ]
    shown += [child.id for child in selectors.list_children(state, session_id) if selectors.is_busy(state, child.id)]
    return [session for session in dict.fromkeys(shown) if session not in state.timelines]


class DrawnInfos:
    """The message infos that header, sidebar and status bar were last drawn from; they show no message parts."""

    def __init__(self) -> None:
        self._infos: dict[str, MessageInfo | None] = {}

    def clear_infos(self) -> None:
        self._infos.clear()

    def update_infos(self, state: State, touched: Changes) -> bool:
        """Whether anything but message parts changed since the last call."""
        infos = {key.id: record.info for key in touched if (record := state.messages.get(key.id)) is not None}
        is_stale = any(key.topic is not Topic.MESSAGE or key.id not in infos for key in touched)
        is_stale = is_stale or any(self._infos.get(id) is not info for id, info in infos.items())
        self._infos.update(infos)
        return is_stale
