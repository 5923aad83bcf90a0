"""Find in the session on screen: everything that is loaded while words are typed, the whole history after Enter."""

import asyncio
from typing import TYPE_CHECKING, Final

from octui.render.text.counts import format_count
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.sessions import SessionsController

if TYPE_CHECKING:
    # Imported when a chat is created: the first screen does not need it.
    from octui.ui.chat.screen import ChatScreen
    from octui.ui.find.all_sessions import AllSessionsSearch
    from octui.ui.find.bar import FindBar
    from octui.ui.find.query import FoundPlace
    from octui.ui.find.session_search import SessionSearch

TYPING_PAUSE: Final = 0.15
"""Seconds without another letter before what is loaded is searched."""
GROUP: Final = "find"


class FindController:
    """One search at a time; another one, another session or Escape ends it."""

    def __init__(self, context: AppContext, sessions: SessionsController) -> None:
        self._context = context
        self._sessions = sessions
        self._all_sessions: AllSessionsSearch | None = None
        self._search: SessionSearch | None = None
        self._is_running = False
        self._is_whole = False
        self._note = ""

    # Commands.

    def find_in_session(self, words: str = "") -> None:
        """Show the line to type in, with the words searched for last."""
        chat = self._context.chat
        if chat is None:
            return
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.find.bar import FindBar

        if (shown := self._find_bar()) is not None:
            shown.edit_query(words)
            return
        reading = chat.query_one("#reading")
        reading.add_class("-finding")
        reading.mount(FindBar(self, words))

    def find_in_all_sessions(self) -> None:
        """Ask for words to find in every session of the folder."""
        from octui.ui.find.all_sessions import AllSessionsSearch  # imported when it is asked for

        if self._all_sessions is None:
            self._all_sessions = AllSessionsSearch(self._context, self._sessions, self.find_in_session)
        self._all_sessions.ask_for_words()

    # What the line asks for.

    def search_typed(self, words: str) -> None:
        """Search what is loaded, once the typing pauses."""
        self._start(words, is_whole=False)

    def search_history(self, words: str) -> None:
        """Search everything, loading what is older; the words may have been searched for among what is loaded."""
        self._start(words, is_whole=True)

    def show_next_match(self, step: int) -> None:
        """An older match (1), or a newer one (-1)."""
        search, chat = self._search, self._context.chat
        if search is None or chat is None:
            return
        if self._is_running or step > 0:
            self._show(search.step_match(step))
            return
        # What was said since may have matches too.
        self._context.start_worker(self._catch_up_and_step(search, step), group=GROUP, exclusive=True)

    def end_search(self) -> None:
        """Stop a search that is going on; else close the line, and go on reading where the search was."""
        if self._is_running and self._is_whole:
            self._context.cancel_workers(GROUP)
            self._is_running = False
            self._note = "stopped"
            self._show_status()
            return
        self._context.cancel_workers(GROUP)
        self._search = None
        if (chat := self._context.chat) is not None and (bar := self._find_bar()) is not None:
            bar.remove()
            chat.query("#reading").remove_class("-finding")
            chat.transcript.show_matches(None)
            chat.transcript.focus()

    def _start(self, words: str, *, is_whole: bool) -> None:
        # Imported with the first search: the first screen should not wait for it.
        from octui.ui.find.query import parse_query
        from octui.ui.find.session_search import SessionSearch

        chat = self._context.chat
        pattern = parse_query(words)
        self._context.cancel_workers(GROUP)
        self._is_running, self._is_whole, self._note = False, is_whole, ""
        if chat is None or pattern is None:
            self._search = None
            if chat is not None:
                chat.transcript.show_matches(None)
            self._show_status()
            return
        known = self._search
        if not (is_whole and known is not None and known.pattern == pattern):
            self._search = SessionSearch(chat.shown_source, words, pattern)
        self._is_running = True
        self._context.start_worker(self._run(self._search or known, chat), group=GROUP, exclusive=True)

    async def _run(self, search: "SessionSearch | None", chat: "ChatScreen") -> None:
        if search is None:
            return
        if not self._is_whole:
            await asyncio.sleep(TYPING_PAUSE)
        block = chat.transcript.current_block
        here = block.message_id if block is not None else ""

        def show_progress() -> None:
            if search.current < 0 and search.places:
                self._show(search.choose_first(here))
            else:
                self._show_status()

        await search.search_loaded(show_progress)
        while self._is_whole and (older := self._find_older(chat)) is not None:
            if self._context.server is not None:
                await self._context.server.resync.load_older_page(chat.session_id)
            if self._find_older(chat) == older:
                await asyncio.sleep(TYPING_PAUSE)
                if self._find_older(chat) == older:
                    self._note = "older messages could not be loaded"
                    break
            await search.search_loaded(show_progress)
        self._is_running = False
        chat.transcript.show_matches(search.pattern, search.places[search.current] if search.current >= 0 else None)
        self._show_status()

    async def _catch_up_and_step(self, search: "SessionSearch", step: int) -> None:
        await search.search_loaded(lambda: None)
        self._show(search.step_match(step))

    def _find_older(self, chat: "ChatScreen") -> str | None:
        timeline = self._context.store.state.timelines.get(chat.session_id)
        return timeline.older if timeline is not None else None

    def _show(self, place: "FoundPlace | None") -> None:
        search, chat = self._search, self._context.chat
        if search is not None and chat is not None and place is not None:
            is_there = chat.transcript.show_matches(search.pattern, place)
            self._note = "" if is_there else "that message was removed"
        self._show_status()

    def _show_status(self) -> None:
        bar = self._find_bar()
        if bar is not None:
            bar.show_find_status(self._describe_state())

    def _describe_state(self) -> str:
        search = self._search
        if search is None:
            return ""
        count = len(search.places)
        place = f"{search.current + 1} of {count}" if search.current >= 0 else f"{count}"
        messages = format_count(search.searched_count, "message")
        if self._is_running and self._is_whole:
            return f"{place if count else 'no match yet'} · searching, {messages} so far"
        if not count:
            place = f"no match in {messages}" if self._is_whole else f"no match in the {messages} loaded"
        return f"{place} · {self._note}" if self._note else place

    def _find_bar(self) -> "FindBar | None":
        from octui.ui.find.bar import FindBar

        chat = self._context.chat
        bars = chat.query(FindBar) if chat is not None else ()
        return next(iter(bars), None)
