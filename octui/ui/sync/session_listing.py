"""Loads the list of sessions as far as it is looked at; the rest stays on the server and can be searched there.

1.18 returns the newest hundred, subagents' sessions included, unless asked for more, and has no cursor: a longer list
is a longer page. Nothing that was not asked for completely is taken as complete.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from octui.client import Client, NotFound
from octui.lazy_dataclasses import dataclass
from octui.store.actions import SessionsLoaded, StatusesLoaded
from octui.store.store import Store

SESSION_PAGE: Final = 100
RECENT: Final = 100
"""The latest sessions of any kind, for the subagents among them."""

GROWTH: Final = 4
"""Each further page is so many times as long as what is loaded, since it comes with everything before it."""

MAX_FOUND: Final = 50
MAX_UNKNOWN: Final = 20
"""Sessions fetched one by one because an event concerns them."""


@dataclass(slots=True)
class SessionListing:
    client: Client
    store: Store
    apply_actions: Callable[..., None]
    _limit: int = SESSION_PAGE
    _is_growing: bool = False

    async def load_sessions(self) -> None:
        """The newest roots, the latest subagents, every status, and the sessions that run without being among them."""
        since, directory = self.store.mark_clock(), self.client.directory
        page, recent, statuses = await asyncio.gather(
            self.client.sessions.list_page(limit=self._limit, roots=True),
            self.client.sessions.list(limit=RECENT),
            self.client.sessions.list_statuses(),
        )
        self.apply_actions(
            SessionsLoaded(sessions=recent, since=since, has_more_subagents=len(recent) >= RECENT),
            SessionsLoaded(
                sessions=page.sessions,
                complete=not page.has_more,
                roots=True,
                has_more=page.has_more,
                directory=directory,
                since=since,
            ),
            StatusesLoaded(statuses=statuses, directory=directory, since=since),
        )
        await self.load_unknown_sessions(statuses)

    async def load_more_sessions(self) -> None:
        """A longer list, unless it is complete or one is on its way."""
        if not self.store.state.has_more_sessions or self._is_growing:
            return
        self._is_growing = True
        try:
            self._limit *= GROWTH
            await self.load_sessions()
        finally:
            self._is_growing = False

    async def search_sessions(self, query: str) -> None:
        """Add the sessions whose title has the query, where the list is not complete."""
        if not self.store.state.has_more_sessions:
            return
        since = self.store.mark_clock()
        page = await self.client.sessions.list_page(limit=MAX_FOUND, roots=True, search=query)
        self.apply_actions(SessionsLoaded(sessions=page.sessions, since=since))

    async def load_unknown_sessions(self, session_ids: Iterable[str]) -> None:
        """Sessions that are not listed, and their parents; what the server does not know is left out."""
        waiting = [session_id for session_id in session_ids if session_id not in self.store.state.sessions]
        for _ in range(MAX_UNKNOWN):
            if not waiting:
                return
            since = self.store.mark_clock()
            try:
                session = await self.client.sessions.get(waiting.pop(0))
            except NotFound:
                continue
            self.apply_actions(SessionsLoaded(sessions=(session,), since=since))
            if session.parent_id and session.parent_id not in self.store.state.sessions:
                waiting.append(session.parent_id)
