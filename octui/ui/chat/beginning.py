"""The way to the beginning of a long session: servers hand out its history from the end only, page by page."""

from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol

from octui.store import selectors
from octui.store.store import Store
from octui.ui.key_hints import format_hint
from octui.ui.sync.resync import Resync

GROUP: Final = "whole-history"


class HistoryServer(Protocol):
    """What hands out the history."""

    @property
    def resync(self) -> Resync: ...


class HistoryContext(Protocol):
    """Loads the history of a session."""

    store: Store

    @property
    def server(self) -> HistoryServer | None: ...
    def start_worker(
        self, work: Coroutine[Any, Any, None], *, group: str = "default", exclusive: bool = False
    ) -> object: ...
    def cancel_workers(self, group: str) -> None: ...
    def request_older_messages(self, session_id: str) -> None: ...


class BeginningLoader:
    """Loads what is missing and then calls `on_arrival`; what was loaded stays when it is stopped on the way."""

    def __init__(
        self, context: HistoryContext, on_progress: Callable[[], None], on_arrival: Callable[[], None]
    ) -> None:
        self._context = context
        self._on_progress = on_progress
        self._on_arrival = on_arrival
        self._session_id = ""

    @property
    def is_loading(self) -> bool:
        return self._session_id != ""

    @property
    def progress(self) -> str:
        """How far loading has come, and the key that stops it; empty while nothing is being loaded."""
        if not self.is_loading:
            return ""
        count = len(selectors.list_message_ids(self._context.store.state, self._session_id))
        return f"loading the beginning · {count:,} messages so far · {format_hint('history.stop', 'stop')}"

    def load_beginning(self, session_id: str) -> None:
        """Load all older pages of a session, if there are any."""
        timeline = self._context.store.state.timelines.get(session_id)
        if self.is_loading or timeline is None:
            return
        if timeline.older is None:
            self._on_arrival()
            return
        self._session_id = session_id
        self._on_progress()
        self._context.start_worker(self._load_all(session_id), group=GROUP, exclusive=True)

    def stop_loading(self) -> None:
        """Stop loading, if it is under way."""
        if self.is_loading:
            self._context.cancel_workers(GROUP)
            self._session_id = ""
            self._on_progress()

    async def _load_all(self, session_id: str) -> None:
        if self._context.server is not None:
            await self._context.server.resync.load_all_pages(session_id, self._on_progress)
        if self._session_id == session_id:
            self._session_id = ""
            self._on_progress()
            self._on_arrival()
