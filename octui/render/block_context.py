"""Everything a message's appearance depends on besides the message, read from the state."""

from octui.render.blocks import ChildSession, ToolBlock
from octui.render.message_blocks import BlockContext
from octui.render.text.clock_time import format_as_of
from octui.render.tools.registry import summarize_tool_call
from octui.store import selectors
from octui.store.state import State
from octui.wire.parts import ToolPart


def build_block_context(
    state: State,
    session_id: str,
    message_id: str,
    *,
    show_thinking: bool = True,
    long_calls: frozenset[str] = frozenset(),
) -> BlockContext:
    """Everything a message's appearance depends on besides the message itself."""
    session = state.sessions.get(session_id)
    return BlockContext(
        directory=session.directory if session else "",
        show_thinking=show_thinking,
        is_finished=selectors.is_run_over(state, message_id),
        is_interrupted=selectors.is_interrupted(state, message_id),
        is_last_answer=not selectors.has_later_answer(state, message_id),
        is_queued=selectors.is_queued(state, message_id),
        as_of=format_as_of(selectors.find_doubt_time(state, session_id)),
        calls_awaiting_reply=selectors.list_blocked_calls(state, session_id),
        prompted_at=selectors.get_prompt_time(state, message_id),
        model_name=selectors.get_model_name(state, message_id),
        turn_cost=selectors.get_turn_cost(state, message_id),
        turn_wait=selectors.get_turn_wait(state, message_id),
        find_child=lambda part: _find_child_session(state, part),
        long_calls=long_calls,
        get_wait=lambda part: selectors.get_wait_seconds(state, part),
    )


def _find_child_session(state: State, part: ToolPart) -> ChildSession | None:
    session_id = selectors.find_task_session(state, part)
    if session_id is None:
        return None
    session = state.sessions.get(session_id)
    family = {session_id, *selectors.list_descendants(state, session_id)}
    return ChildSession(
        session_id=session_id,
        title=session.display_title if session else "",
        activity=_describe_activity(state, session_id, session.directory if session else ""),
        call_count=selectors.count_tool_calls(state, session_id),
        as_of=format_as_of(selectors.find_doubt_time(state, session_id)),
        request_count=sum(ask.session_id in family for ask in selectors.list_pending_requests(state)),
    )


def _describe_activity(state: State, session_id: str, directory: str) -> str:
    """What a subagent did last, in a few words; `""` while that is unknown."""
    status = selectors.get_session_run(state, session_id).status
    if status.type == "retry":
        return f"retrying, attempt {status.attempt}: {status.message}"
    part = selectors.find_latest_tool(state, session_id)
    return summarize_tool_call(ToolBlock(part.id, part.message_id, part, directory)) if part is not None else ""
