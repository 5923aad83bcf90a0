"""Find words in every session of this folder: asked for in a dialog, found in a panel that fills while it searches."""

import re
from collections.abc import Callable
from functools import partial
from time import time
from typing import TYPE_CHECKING, Final

from octui.client import ClientError
from octui.render.text.clock_time import format_age
from octui.store import selectors
from octui.store.actions import SessionsLoaded
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, ConnectedServer
from octui.ui.controllers.sessions import SessionsController
from octui.ui.find.query import parse_query
from octui.wire.sessions import Session

if TYPE_CHECKING:
    # Imported when opened: the first screen should not wait for it.
    from octui.ui.find.message_search import SearchProgress, SessionHit
    from octui.ui.panels.panel import Panel
    from octui.ui.panels.panel_rows import PanelRow

MAX_SESSIONS: Final = 10_000
MAX_PAGES: Final = 1_000
"""Pages of older messages that are loaded to show one of them."""


class AllSessionsSearch:
    """One search at a time; closing the panel ends it."""

    def __init__(self, context: AppContext, sessions: SessionsController, mark_words: Callable[[str], None]) -> None:
        self._context = context
        self._sessions = sessions
        self._mark_words = mark_words
        self._words = ""
        self._hits: list[SessionHit] = []
        self._progress: SearchProgress | None = None
        self._panel: Panel | None = None

    def ask_for_words(self) -> None:
        """Ask for the words; those searched for last are offered."""
        from octui.ui.pickers.text_input_dialog import TextInputDialog

        dialog = TextInputDialog("Find in all sessions of this folder", value=self._words, verb="find")
        self._context.open_picker(dialog, self.search_words)

    def search_words(self, words: str) -> None:
        """Search at once."""
        from octui.ui.panels.panel import Panel
        from octui.ui.panels.panel_rows import PanelAction
        from octui.ui.panels.panel_work import run_panel_work

        context, server, pattern = self._context, self._context.server, parse_query(words)
        if pattern is None:
            return
        if server is None:
            context.notify_error("Could not search the sessions", NOT_CONNECTED)
            return
        self._words, self._hits, self._progress = words.strip(), [], None

        def search_again() -> None:
            self._hits, self._progress = [], None
            work = partial(self._search_sessions, server, panel, pattern)
            run_panel_work(context, panel, "Searching", "Could not search the sessions", work)

        panel = self._panel = Panel(
            self._format_title(),
            self._build_rows,
            actions=(PanelAction("panel.open", "open", self._open, lambda row: row is not None),),
            on_refresh=search_again,
            empty="No match yet.",
        )
        context.open_screen(panel)
        search_again()

    async def _search_sessions(self, server: ConnectedServer, panel: "Panel", pattern: re.Pattern[str]) -> None:
        from octui.ui.find.message_search import search_sessions

        def take_hits(hits: "list[SessionHit]", progress: "SearchProgress") -> None:
            self._hits += hits
            self._progress = progress
            panel.change_title(self._format_title(), "No match yet.")
            if hits:
                panel.refresh_soon()

        await search_sessions(server.client, await self._list_sessions(server), pattern, take_hits)
        panel.change_title(self._format_title(), f"No session has “{self._words}”.")

    async def _list_sessions(self, server: ConnectedServer) -> list[Session]:
        """All sessions of the folder, subagents' too, the last used first; those known here if they cannot be read."""
        known = self._context.store.state.sessions
        try:
            listed = await server.client.sessions.list(limit=MAX_SESSIONS)
        except ClientError:
            listed = tuple(known.values())
        return sorted(listed, key=lambda session: -session.time.updated)

    def _format_title(self) -> str:
        parts = [f"“{self._words}” in all sessions"]
        if self._hits:
            parts.append(f"{len(self._hits)}{'+' if self._progress and self._progress.is_full else ''} found")
        progress = self._progress
        if progress is not None and progress.searched < progress.total:
            parts.append(f"{progress.searched:,} of {progress.total:,} searched")
        if progress is not None and progress.unreadable:
            parts.append(f"{progress.unreadable} could not be read")
        return " · ".join(parts)

    def _build_rows(self) -> "list[PanelRow]":
        from octui.ui.panels.panel_rows import PanelRow

        now = time() * 1000
        return [
            PanelRow(
                id=f"{hit.session.id}:{hit.message_id}",
                title=hit.kind,
                detail=hit.excerpt,
                group=f"{hit.session.display_title or 'Untitled'} · {format_age(hit.session.time.updated, now)}",
                about=hit.excerpt,
                current=hit.session.id == self._context.session_id,
            )
            for hit in self._hits
        ]

    def _open(self, row: "PanelRow | None") -> None:
        hit = next((hit for hit in self._hits if row and row.id == f"{hit.session.id}:{hit.message_id}"), None)
        server = self._context.server
        if hit is not None and server is not None:
            self._context.start_worker(self._open_hit(server, hit), group="find-in-all-sessions", exclusive=True)

    async def _open_hit(self, server: ConnectedServer, hit: "SessionHit") -> None:
        """Open the session, load it back to the message, and mark the words there."""
        session_id, message_id = hit.session.id, hit.message_id
        server.event_pump.apply_actions(SessionsLoaded(sessions=(hit.session,)))
        try:
            await server.resync.load_newest_page(session_id)
        except ClientError as error:
            self._context.notify_error("Could not load the session", str(error))
            return
        for _ in range(MAX_PAGES):
            timeline = self._context.store.state.timelines.get(session_id)
            is_here = not message_id or message_id in selectors.list_message_ids(self._context.store.state, session_id)
            if is_here or timeline is None or timeline.older is None:
                break
            await server.resync.load_older_page(session_id)
        chat = self._sessions.open_chat(session_id)
        if message_id:
            self._context.call_after_refresh(chat.jump_to_message, message_id)
            self._context.call_after_refresh(self._mark_words, self._words)
