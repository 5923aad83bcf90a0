"""Finds what the event stream lost, by comparing with the server after each turn and when events contradict the state.

Events come without numbers, so that a lost one leaves no gap to see: only the server's own page proves it.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from octui.client import Client, ClientError
from octui.store import selectors
from octui.store.actions import (
    HistoryLoaded,
    PermissionsLoaded,
    QuestionsLoaded,
    SessionsLoaded,
    StatusesLoaded,
    TodosLoaded,
)
from octui.store.store import Store
from octui.ui.sync.resync import PAGE_SIZE
from octui.wire.events import PartDelta, PartUpdated, Received, ServerHeartbeat, SessionIdle, SessionStatus

SETTLING_SECONDS: Final = 0.3
"""Servers write the last changes of a turn shortly after they report its end."""


class StreamAudit:
    """One small request after each turn of the session on screen and its subagents; more only where something differs.

    A request that fails is made again at the next heartbeat, which also limits how often a doubt is looked into.
    """

    def __init__(
        self,
        client: Client,
        store: Store,
        *,
        apply_actions: Callable[..., None],
        shown_session_id: Callable[[], str],
    ) -> None:
        self._client = client
        self._store = store
        self._apply_actions = apply_actions
        self._shown_session_id = shown_session_id
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._unchecked: set[str] = set()
        """Sessions to check at the next heartbeat."""
        self._doubted: set[str] = set()
        """Sessions checked because of a doubt since the last heartbeat."""
        self._beat_at = 0
        self._doubtful_beats = 0
        self._unanswered: tuple[str | None, int] = (None, 0)
        """The prompt on screen that nothing answers, and for how many heartbeats."""

    def check_event(self, received: Received) -> None:
        """Look at an event before it is applied."""
        event = received.event
        if isinstance(event, PartDelta):
            if not selectors.is_part_known(self._store.state, event.session_id, event.message_id, event.part_id):
                self._doubt_session(event.session_id)
        elif isinstance(event, PartUpdated):
            part = event.part
            if not selectors.is_part_known(self._store.state, part.session_id, part.message_id, ""):
                self._doubt_session(part.session_id)
        elif isinstance(event, SessionIdle) or (isinstance(event, SessionStatus) and event.status.type == "idle"):
            self._schedule_check(event.session_id)
        elif isinstance(event, ServerHeartbeat):
            self._check_at_heartbeat()

    def report_unreadable_frame(self) -> None:
        """A frame was skipped, whatever it said."""
        if shown := self._shown_session_id():
            self._doubt_session(shown)

    def cancel_checks(self) -> None:
        """A new connection loads everything again."""
        for timer in self._timers.values():
            timer.cancel()
        for task in self._tasks.values():
            task.cancel()
        self._timers.clear()
        self._tasks.clear()
        self._unchecked.clear()
        self._doubted.clear()

    def _doubt_session(self, session_id: str) -> None:
        if session_id in self._doubted or session_id in self._timers:
            return
        if self._is_shown(session_id):
            self._doubted.add(session_id)
            self._schedule_check(session_id, is_doubted=True)

    def _is_shown(self, session_id: str) -> bool:
        shown = self._shown_session_id()
        session = self._store.state.sessions.get(session_id)
        return bool(shown) and (session_id == shown or (session is not None and session.parent_id == shown))

    def _schedule_check(self, session_id: str, *, is_doubted: bool = False) -> None:
        if not self._is_shown(session_id):
            # Opening a session loads its newest page.
            return
        if (timer := self._timers.pop(session_id, None)) is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._timers[session_id] = loop.call_later(SETTLING_SECONDS, self._start_check, session_id, is_doubted)

    def _start_check(self, session_id: str, is_doubted: bool) -> None:
        self._timers.pop(session_id, None)
        self._start_task(session_id, is_doubted)

    def _start_task(self, session_id: str, is_doubted: bool) -> None:
        if (running := self._tasks.get(session_id)) is not None and not running.done():
            running.cancel()
        self._tasks[session_id] = asyncio.ensure_future(self._check_session(session_id, is_doubted))

    def _check_at_heartbeat(self) -> None:
        state = self._store.state
        unchecked, self._unchecked = self._unchecked, set()
        self._doubted.clear()
        for session_id in unchecked:
            self._schedule_check(session_id, is_doubted=True)
        doubtful = selectors.list_doubtful_sessions(state, self._beat_at)
        self._beat_at = state.clock
        self._doubtful_beats = self._doubtful_beats + 1 if doubtful else 0
        # A long tool call and a request that waits for an answer are silent too: ask ever more rarely.
        if doubtful and self._doubtful_beats.bit_count() == 1:
            self._start_task("", is_doubted=True)
        self._check_unanswered_prompt()

    def _check_unanswered_prompt(self) -> None:
        """A turn that breaks off in the server may end without an event: ask, ever more rarely, what became of it."""
        state, shown, (known, beats) = self._store.state, self._shown_session_id(), self._unanswered
        prompt = None if selectors.is_possibly_busy(state, shown) else selectors.find_last_prompt(state, shown)
        if prompt is not None and selectors.find_newest_answer(state, shown) > prompt:
            prompt = None
        beats = beats + 1 if prompt is not None and prompt == known else 0
        self._unanswered = (prompt, beats)
        if beats.bit_count() == 1:
            self._schedule_check(shown, is_doubted=True)

    async def _check_session(self, session_id: str, is_doubted: bool) -> None:
        """Compare the newest messages with the server's; with "", only statuses and requests."""
        try:
            differs = await self._compare_history(session_id) if session_id else False
            if differs or is_doubted:
                await self._load_details(session_id)
        except ClientError:
            if session_id:
                self._unchecked.add(session_id)

    async def _compare_history(self, session_id: str) -> bool:
        """Load the messages of the turn from the server; returns whether that changed anything."""
        state = self._store.state
        timeline = state.timelines.get(session_id)
        if timeline is None or not timeline.loaded or timeline.loading:
            return False
        directory = selectors.get_session_directory(self._store.state, session_id)
        limit = (
            PAGE_SIZE if timeline.stale else min(selectors.count_unverified_messages(state, session_id) + 1, PAGE_SIZE)
        )
        since = self._store.mark_clock()
        page = await self._client.messages.list(session_id, limit=limit, directory=directory)
        is_whole = page.next_cursor is None or selectors.is_page_connected(state, session_id, page.messages)
        if not is_whole and limit < PAGE_SIZE:
            limit, since = PAGE_SIZE, self._store.mark_clock()
            page = await self._client.messages.list(session_id, limit=limit, directory=directory)
        if state.timelines.get(session_id) is not timeline:
            return False
        before = selectors.list_revisions(state, session_id, limit)
        self._apply_actions(
            HistoryLoaded(session_id=session_id, messages=page.messages, older=page.next_cursor, since=since)
        )
        return before != selectors.list_revisions(state, session_id, limit)

    async def _load_details(self, session_id: str) -> None:
        """Events were lost: load what else they may have been about."""
        client, directory = self._client, self._client.directory
        since = self._store.mark_clock()
        was_busy = {known for known in self._store.state.statuses if self._is_shown(known)}
        statuses, permissions, questions = await asyncio.gather(
            client.sessions.list_statuses(), client.permissions.list(), client.questions.list()
        )
        self._apply_actions(
            StatusesLoaded(statuses=statuses, directory=directory, since=since),
            PermissionsLoaded(requests=permissions, directory=directory, since=since),
            QuestionsLoaded(requests=questions, directory=directory, since=since),
        )
        for ended in was_busy - self._store.state.statuses.keys():
            self._schedule_check(ended, is_doubted=True)
        if session_id:
            here = selectors.get_session_directory(self._store.state, session_id)
            session, todos = await asyncio.gather(
                client.sessions.get(session_id, directory=here),
                client.sessions.list_todos(session_id, directory=here),
            )
            self._apply_actions(
                SessionsLoaded(sessions=(session,), since=since),
                TodosLoaded(session_id=session_id, todos=todos, since=since),
            )
