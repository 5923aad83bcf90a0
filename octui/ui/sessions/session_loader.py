"""Loads sessions from the server: more of the list, and the history of one that is opened."""

import asyncio
import gc
from typing import Final

from octui.client import ClientError
from octui.store import selectors
from octui.store.actions import FailureSeen, SessionForgotten, SessionsLoaded
from octui.ui.controllers.context import AppContext
from octui.wire.sessions import Session

MAX_LOADED_SESSIONS: Final = 8
"""Histories kept in memory after another session was opened; a running session's is kept as long as it runs."""
SEARCH_DELAY: Final = 0.2
"""Seconds without another letter before the server is asked."""


class SessionLoader:
    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._loaded_sessions: list[str] = []
        """The sessions whose histories are in memory, the last opened last."""

    def add_session(self, session: Session) -> None:
        """Put a session in the store without waiting for its event."""
        if self._context.server is not None:
            self._context.server.event_pump.apply_actions(SessionsLoaded(sessions=(session,)))

    def fetch_more_sessions(self, query: str) -> None:
        """A longer list, or what matches a query among the sessions that are only on the server."""
        if self._context.store.state.has_more_sessions:
            self._context.start_worker(self._fetch_more_sessions(query), group="sessions", exclusive=True)
        if query:
            self._context.other_folders.reload_sessions(query)

    async def _fetch_more_sessions(self, query: str) -> None:
        server = self._context.server
        if server is None:
            return
        try:
            if query:
                # Further typing cancels this worker before it has asked.
                await asyncio.sleep(SEARCH_DELAY)
                await server.resync.listing.search_sessions(query)
            else:
                await server.resync.listing.load_more_sessions()
        except ClientError as error:
            self._context.notify_error("Could not load more sessions", str(error))

    def load_session(self, session_id: str) -> None:
        """Fetch the newest page of a session's history in the background."""
        self._context.start_worker(self._load_session(session_id), group="history", exclusive=True)

    async def _load_session(self, session_id: str) -> None:
        """Fetch the newest page, unless there is no connection: then the next one does it."""
        context = self._context
        if context.server is None:
            return
        state = context.store.state
        opened = [*(other for other in self._loaded_sessions if other != session_id), session_id]
        unloaded = [other for other in opened[:-MAX_LOADED_SESSIONS] if not selectors.is_possibly_busy(state, other)]
        self._loaded_sessions = [other for other in opened if other not in unloaded]
        # A failure is news only until the user has looked at the session.
        context.server.event_pump.apply_actions(FailureSeen(session_id), *map(SessionForgotten, unloaded))
        try:
            await context.server.resync.load_opened_page(session_id)
            # Ten thousand messages are not garbage: the collector would walk them all every time it looked for some.
            gc.freeze()
        except ClientError as error:
            context.notify_error("Could not load the session", str(error))
