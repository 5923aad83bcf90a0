"""Requests waiting for the user: permissions and questions of every session."""

from octui.lazy_dataclasses import dataclass
from octui.store.selectors.session_tree import list_session_tree
from octui.store.state import State
from octui.wire.requests import Permission, Question, ToolCall

Request = Permission | Question


@dataclass(frozen=True, slots=True)
class PendingRequest:
    """A request waiting for the user: exactly one of `permission` and `question` is set."""

    id: str
    session_id: str
    permission: Permission | None = None
    question: Question | None = None

    @property
    def tool_call(self) -> ToolCall | None:
        """The tool call that made the request, if it names one."""
        request = self.permission or self.question
        return request.tool if request is not None else None


def list_pending_requests(state: State) -> tuple[PendingRequest, ...]:
    """All pending requests of any session, oldest first."""
    return tuple(_to_pending_request(request) for request in list_requests(state))


def list_tree_requests(state: State, session_id: str) -> tuple[PendingRequest, ...]:
    """Pending requests of a session's tree; the session's own first, then oldest first."""
    members = set(list_session_tree(state, session_id))
    waiting = [ask for ask in list_pending_requests(state) if ask.session_id in members]
    return tuple(sorted(waiting, key=lambda ask: ask.session_id != session_id))


def list_blocked_calls(state: State, session_id: str) -> frozenset[str]:
    """The calls of a session that wait for an answer, by call id."""
    return frozenset(
        ask.tool_call.call_id
        for ask in list_pending_requests(state)
        if ask.session_id == session_id and ask.tool_call is not None
    )


def list_requests(state: State) -> list[Request]:
    """All pending requests, in order of arrival."""
    return [state.permissions.get(request_id) or state.questions[request_id] for request_id in state.arrivals]


def _to_pending_request(request: Permission | Question) -> PendingRequest:
    if isinstance(request, Permission):
        return PendingRequest(request.id, request.session_id, permission=request)
    return PendingRequest(request.id, request.session_id, question=request)
