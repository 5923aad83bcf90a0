"""A session as a transcript source: one item a message, built when it is shown."""

from collections.abc import Sequence

from octui.render.block_context import build_block_context
from octui.render.blocks import Block, RetryBlock, RevertBlock
from octui.render.message_blocks import BlockContext, build_message_blocks, estimate_message_rows
from octui.render.text.clock_time import format_as_of
from octui.store import selectors
from octui.store.store import Store

RETRY = "retry"
REVERT = "revert"


class SessionSource:
    """Reads one session from the store; its data is as new as the last update of the store."""

    def __init__(self, store: Store, session_id: str, *, show_thinking: bool = True) -> None:
        self._store = store
        self.session_id = session_id
        self.retry_seconds = 0
        """Seconds until the next attempt; counted down by the screen, which has the clock."""
        self.show_thinking = show_thinking
        self.long_calls: frozenset[str] = frozenset()
        """The commands that have been running for long; the screen has the clock."""

    def list_keys(self) -> Sequence[str]:
        """Message ids, then what is shown below them: what is undone, and a provider's error."""
        state = self._store.state
        keys = selectors.list_message_ids(state, self.session_id)
        below: list[str] = []
        if selectors.count_reverted_messages(state, self.session_id):
            below.append(REVERT)
        if selectors.get_session_run(state, self.session_id).status.type == "retry":
            below.append(RETRY)
        return [*keys, *below] if below else keys

    def build_blocks(self, key: str) -> tuple[Block, ...]:
        state = self._store.state
        if key == RETRY:
            run = selectors.get_session_run(state, self.session_id)
            seconds = self.retry_seconds if run.is_retrying else 0
            return (RetryBlock(RETRY, RETRY, run.status, seconds, format_as_of(run.as_of)),)
        if key == REVERT:
            count = selectors.count_reverted_messages(state, self.session_id)
            return (
                RevertBlock(REVERT, REVERT, count, selectors.list_reverted_files(state.sessions.get(self.session_id))),
            )
        view = selectors.get_message(state, key)
        return build_message_blocks(view, self._build_context(key)) if view is not None else ()

    def estimate_height(self, key: str, width: int) -> int:
        view = selectors.get_message(self._store.state, key)
        return estimate_message_rows(view, width) if view is not None else 2

    def _build_context(self, message_id: str) -> BlockContext:
        return build_block_context(
            self._store.state,
            self.session_id,
            message_id,
            show_thinking=self.show_thinking,
            long_calls=self.long_calls,
        )
