"""A session as a transcript source: an item for each message, or several for a long one, built when they are shown."""

from collections.abc import Iterable, Sequence

from octui.render.block_context import build_block_context
from octui.render.blocks import Block, RetryBlock, RevertBlock, UserBlock
from octui.render.message_blocks import BlockContext, build_message_blocks, estimate_message_rows
from octui.render.text.clock_time import format_as_of
from octui.store import selectors
from octui.store.store import Store
from octui.ui.transcript.message_slices import has_long_message, list_slice_keys, parse_slice_key

RETRY = "retry"
REVERT = "revert"
SENDING = "sending:"
"""Begins the key of a prompt that is in no message yet."""


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
        """The messages, then what is shown below them: what is undone, a provider's error, and what is being sent."""
        state = self._store.state
        keys = selectors.list_message_ids(state, self.session_id)
        if has_long_message(map(state.messages.__getitem__, keys)):
            keys = list_slice_keys(state, keys)
        below: list[str] = []
        if selectors.count_reverted_messages(state, self.session_id):
            below.append(REVERT)
        if selectors.get_session_run(state, self.session_id).status.type == "retry":
            below.append(RETRY)
        below += (SENDING + part_id for part_id in selectors.list_accepted_prompts(state, self.session_id))
        return [*keys, *below] if below else keys

    def list_message_keys(self, message_ids: Iterable[str]) -> list[str]:
        """The items of these messages."""
        return list_slice_keys(self._store.state, message_ids)

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
        if key.startswith(SENDING):
            prompt = state.accepted_prompts.get(key.removeprefix(SENDING))
            return (UserBlock(key, key, prompt.text, is_sending=True),) if prompt is not None else ()
        shown = parse_slice_key(key)
        view = selectors.get_message(state, shown.message_id)
        if view is None:
            return ()
        return build_message_blocks(view, self._build_context(shown.message_id), shown.parts)

    def estimate_height(self, key: str, width: int) -> int:
        shown = parse_slice_key(key)
        view = selectors.get_message(self._store.state, shown.message_id)
        return estimate_message_rows(view, width, shown.parts) if view is not None else 2

    def _build_context(self, message_id: str) -> BlockContext:
        return build_block_context(
            self._store.state,
            self.session_id,
            message_id,
            show_thinking=self.show_thinking,
            long_calls=self.long_calls,
        )
