"""How long calls and answers waited for the user: servers count that as their time. Called by `reduce_state` only."""

from collections.abc import Iterator

from octui.store.selectors.activity import find_newest_answer
from octui.store.selectors.messages import find_tool_part
from octui.store.selectors.requests import Request
from octui.store.selectors.session_tree import find_task_session
from octui.store.state import AskedRequest, CallWait, LiveCall, Spans, State
from octui.wire.parts import ToolPart
from octui.wire.requests import ToolCall


def record_asked(state: State, request: Request, at: float) -> None:
    """A request came at this time, in epoch milliseconds; 0 where that is not known."""
    if at and request.id not in state.asked:
        call = _find_call(state, request.tool)
        state.asked[request.id] = AskedRequest(request.session_id, request.tool, at, at, call.start if call else 0)


def record_started(state: State, part: ToolPart, at: float) -> None:
    """A call began, or began again, at this time: what its request waited before is not part of it."""
    call = ToolCall(message_id=part.message_id, call_id=part.call_id)
    known, live = state.live_calls.get(call), _make_live_call(part)
    if not at or live == known:
        return
    state.live_calls[call] = live
    for request_id, asked in state.asked.items():
        if asked.call == call and asked.start != live.start:
            state.asked[request_id] = asked._replace(counted_from=at, start=live.start)
            return


def record_answered(state: State, request_id: str, at: float) -> None:
    """The request was answered: its call and its answer waited until now, and so did the tasks around it."""
    asked = state.asked.pop(request_id, None)
    if asked is None or not at > asked.at:
        return
    tasks = list(_list_tasks_around(state, asked))
    asking = asked.call.message_id if asked.call is not None else find_newest_answer(state, asked.session_id)
    for message_id in {asking, *(task.message_id for task in tasks)} - {""}:
        spans = state.message_waits.get(message_id, ())
        state.message_waits[message_id] = _add_span(spans, asked.at, at)
    own = _find_call(state, asked.call)
    for call in (*((own,) if own is not None else ()), *map(_make_live_call, tasks)):
        known = state.call_waits.get(call.part_id)
        # A server that set the start again counts none of what was before.
        spans = known.spans if known is not None and known.start == call.start else ()
        state.call_waits[call.part_id] = CallWait(call.start, _add_span(spans, asked.counted_from, at))


def _find_call(state: State, call: ToolCall | None) -> LiveCall | None:
    """The call that asks: in a session that is not loaded, only its events are known."""
    part = find_tool_part(state, call) if call is not None else None
    if part is not None:
        return _make_live_call(part)
    return state.live_calls.get(call) if call is not None else None


def _list_tasks_around(state: State, asked: AskedRequest) -> Iterator[ToolPart]:
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


def _make_live_call(part: ToolPart) -> LiveCall:
    return LiveCall(part.id, part.state.time.start if part.state.time is not None else 0)


def _add_span(spans: Spans, begin: float, end: float) -> Spans:
    """The spans with another one; those that overlap become one."""
    apart = [span for span in spans if span[1] < begin or span[0] > end]
    joined = [span for span in spans if span not in apart]
    begin, end = min([begin, *(span[0] for span in joined)]), max([end, *(span[1] for span in joined)])
    return (*apart, (begin, end))
