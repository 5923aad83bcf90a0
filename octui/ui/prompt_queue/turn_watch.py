"""Watches for turns that should begin and end: a server may accept a prompt and never answer it."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.store import selectors
from octui.ui.controllers.context import AppContext

OVERDUE_SECONDS: Final = 15.0
"""How long a prompt waits for the turn before it to begin, or to end, without asking the server what became of it."""


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A prompt that the server accepted and has not begun with."""

    newest_before: str
    """The newest message of the session at that time."""
    at: float


class TurnWatch:
    """The sessions whose server was to begin with a prompt, and those where the server has to be asked about it."""

    def __init__(self, context: AppContext, review: Callable[[str], None]) -> None:
        """`review` is called with a session in which something is overdue."""
        self._context = context
        self._review = review
        self._accepted: dict[str, _Accepted] = {}
        """A slow server stores prompts that arrive before it began in any order."""
        self._watched: set[str] = set()
        self._overdue: dict[str, str] = {}
        """With the newest message from before the prompt, `""` where that is not known."""

    @contextmanager
    def track_turn_start(self, session_id: str) -> Iterator[None]:
        """A prompt is sent now: until the server begins with it, others wait."""
        state = self._context.store.state
        if not selectors.is_possibly_busy(state, session_id):
            newest = selectors.find_newest_message_id(state, session_id)
            self._accepted[session_id] = _Accepted(newest, monotonic())
        try:
            yield
        except BaseException:
            self._accepted.pop(session_id, None)
            raise

    def is_start_awaited(self, session_id: str) -> bool:
        return session_id in self._accepted

    def watch_session(self, session_id: str) -> None:
        """A prompt waits here: review it after a while, whatever the events say."""
        if session_id not in self._watched:
            self._watched.add(session_id)
            self._context.start_worker(self._wait_until_overdue(session_id), group="queue-watch")

    async def _wait_until_overdue(self, session_id: str) -> None:
        accepted = self._accepted.get(session_id)
        waited = monotonic() - accepted.at if accepted is not None else 0.0
        try:
            await asyncio.sleep(max(0.0, OVERDUE_SECONDS - waited))
        finally:
            self._watched.discard(session_id)
        accepted = self._accepted.pop(session_id, None)
        self._overdue[session_id] = accepted.newest_before if accepted is not None else ""
        self._review(session_id)

    def take_overdue(self, session_id: str) -> str | None:
        """The newest message from before a prompt that is overdue; None, also the next time, where none is."""
        return self._overdue.pop(session_id, None)

    def forget_begun_turns(self, *, is_resynced: bool) -> None:
        """Look at the state again, after a change; a resync tells about everything that has begun."""
        state = self._context.store.state
        for session_id, accepted in list(self._accepted.items()):
            has_begun = selectors.is_possibly_busy(state, session_id)
            newest = selectors.find_newest_message_id(state, session_id)
            if is_resynced or has_begun or newest != accepted.newest_before:
                del self._accepted[session_id]

    def forget_turns(self) -> None:
        self._accepted.clear()
        self._overdue.clear()
