"""How long tool calls waited for a person: servers count that as part of their run. Called by `reduce_state` only."""

from collections.abc import Iterator

from octui.store.selectors.messages import find_tool_part
from octui.store.selectors.requests import Request
from octui.store.selectors.session_tree import find_task_session
from octui.store.state import AskedRequest, CallWait, State
from octui.wire.parts import ToolPart


def record_asked(state: State, request: Request, at: float) -> None:
    """A request came at this time, in epoch milliseconds; 0 where that is not known."""
    if at and request.id not in state.asked:
        part = find_tool_part(state, request.tool) if request.tool is not None else None
        state.asked[request.id] = AskedRequest(request.session_id, request.tool, at, _get_start(part))


def record_started(state: State, part: ToolPart, at: float) -> None:
    """A call began, or began again, at this time: what its request waited before is no part of it."""
    for request_id, asked in state.asked.items() if at else ():
        if asked.call is not None and asked.call.call_id == part.call_id and asked.start != _get_start(part):
            state.asked[request_id] = asked._replace(at=at, start=_get_start(part))
            return


def record_answered(state: State, request_id: str, at: float) -> None:
    """The request was answered: its call waited until now, and so did the tasks around it."""
    asked = state.asked.pop(request_id, None)
    if asked is None or not at > asked.at:
        return
    for part in _list_waiting_calls(state, asked):
        start = _get_start(part)
        known = state.call_waits.get(part.id)
        # A server that set the start again counts none of what was before.
        spans = known.spans if known is not None and known.start == start else ()
        state.call_waits[part.id] = CallWait(start, _add_span(spans, asked.at, at))


def _list_waiting_calls(state: State, asked: AskedRequest) -> Iterator[ToolPart]:
    own = find_tool_part(state, asked.call) if asked.call is not None else None
    if own is not None:
        yield own
    child, seen = asked.session_id, set[str]()
    while child not in seen and (session := state.sessions.get(child)) is not None and session.parent_id:
        seen.add(child)
        yield from (
            part for part in _list_running_tasks(state, session.parent_id) if find_task_session(state, part) == child
        )
        child = session.parent_id


def _list_running_tasks(state: State, session_id: str) -> Iterator[ToolPart]:
    timeline = state.timelines.get(session_id)
    for message_id in timeline.unfinished if timeline is not None else ():
        for part in state.messages[message_id].parts.values():
            if isinstance(part, ToolPart) and part.tool == "task" and part.state.status == "running":
                yield part


def _get_start(part: ToolPart | None) -> float:
    """When a call began, as the server says; 0 before it does."""
    return part.state.time.start if part is not None and part.state.time is not None else 0


def _add_span(spans: tuple[tuple[float, float], ...], begin: float, end: float) -> tuple[tuple[float, float], ...]:
    """The spans with another one; those that overlap become one."""
    apart = [span for span in spans if span[1] < begin or span[0] > end]
    joined = [span for span in spans if span not in apart]
    begin, end = min([begin, *(span[0] for span in joined)]), max([end, *(span[1] for span in joined)])
    return (*apart, (begin, end))
