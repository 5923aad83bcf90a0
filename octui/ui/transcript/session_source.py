"""A session as the transcript reads it: one item a message, built when it is looked at."""

from collections.abc import Sequence

from octui.render.blocks import Block, ChildSession, RetryBlock, RevertBlock, ToolBlock
from octui.render.message_blocks import BlockContext, build_message_blocks, estimate_message_rows
from octui.render.tools.headings import summarize_tool_call
from octui.store import select, turns
from octui.store.state import State
from octui.store.store import Store
from octui.wire.parts import ToolPart

RETRY = "retry"
REVERT = "revert"


class SessionSource:
    """Reads one session from the store; what it gives is as new as the last drain."""

    def __init__(self, store: Store, session_id: str) -> None:
        self._store = store
        self.session_id = session_id
        self.retry_seconds = 0
        """Until the next attempt; counted down by the screen, which has the clock."""
        self.show_thinking = True

    def list_keys(self) -> Sequence[str]:
        """Message ids, then what stands below them: the undone, and the provider's failure."""
        state = self._store.state
        keys = select.message_ids(state, self.session_id)
        below: list[str] = []
        if select.hidden_by_revert(state, self.session_id):
            below.append(REVERT)
        if select.status(state, self.session_id).type == "retry":
            below.append(RETRY)
        return [*keys, *below] if below else keys

    def build_blocks(self, key: str) -> tuple[Block, ...]:
        state = self._store.state
        if key == RETRY:
            status = select.status(state, self.session_id)
            return (RetryBlock(RETRY, RETRY, status, self.retry_seconds),)
        if key == REVERT:
            count = select.hidden_by_revert(state, self.session_id)
            return (RevertBlock(REVERT, REVERT, count, turns.reverted_files(state.sessions.get(self.session_id))),)
        view = select.message(state, key)
        return build_message_blocks(view, self._build_context(key)) if view is not None else ()

    def estimate_height(self, key: str, width: int) -> int:
        view = select.message(self._store.state, key)
        return estimate_message_rows(view, width) if view is not None else 2

    def _build_context(self, message_id: str) -> BlockContext:
        return build_block_context(self._store.state, self.session_id, message_id, show_thinking=self.show_thinking)


def build_block_context(state: State, session_id: str, message_id: str, *, show_thinking: bool = True) -> BlockContext:
    """What a message's looks depend on beyond itself."""
    session = state.sessions.get(session_id)
    return BlockContext(
        directory=session.directory if session else "",
        show_thinking=show_thinking,
        is_finished=select.over(state, message_id),
        is_interrupted=select.interrupted(state, message_id),
        is_last_answer=not turns.answered_further(state, message_id),
        is_queued=select.queued(state, message_id),
        calls_awaiting_reply=turns.asking_calls(state, session_id),
        prompted_at=turns.prompted_at(state, message_id),
        model_name=turns.model_name(state, message_id),
        find_child=lambda part: _find_child_session(state, part),
    )


def _find_child_session(state: State, part: ToolPart) -> ChildSession | None:
    session_id = select.task_child(state, part)
    if session_id is None:
        return None
    session = state.sessions.get(session_id)
    family = {session_id, *select.descendants(state, session_id)}
    return ChildSession(
        session_id=session_id,
        title=session.title if session else "",
        activity=_describe_activity(state, session_id, session.directory if session else ""),
        call_count=select.tool_calls(state, session_id),
        is_busy=select.busy(state, session_id),
        request_count=sum(ask.session_id in family for ask in select.asks(state)),
    )


def _describe_activity(state: State, session_id: str, directory: str) -> str:
    """What a subagent did last, in a few words; `""` while nothing of it is known."""
    status = select.status(state, session_id)
    if status.type == "retry":
        return f"retrying, attempt {status.attempt}: {status.message}"
    part = select.latest_tool(state, session_id)
    return summarize_tool_call(ToolBlock(part.id, part.message_id, part, directory)) if part is not None else ""
