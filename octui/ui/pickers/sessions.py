"""The session picker: switch to a session, or rename, pin or delete it."""

from collections.abc import Callable
from dataclasses import replace
from time import time

from textual import on

from octui.store.changes import Topic
from octui.store.store import Store
from octui.ui.key_hints import format_first_key
from octui.ui.messages import DeleteSession, MoreSessionsWanted, PinSession, RenameSession, StoreChanged
from octui.ui.pickers.name_edit import NameEdit
from octui.ui.pickers.picker import Picker, PickerAction
from octui.ui.pickers.rows import PickerRow
from octui.ui.pickers.session_rows import MORE_LINES, SessionRowCache

_SHOWN = frozenset({Topic.SESSIONS, Topic.SESSION, Topic.STATUS, Topic.REQUESTS})


class SessionPicker(Picker[str]):
    """Returns the id of a session. Changes are posted, and the list follows once the server has made them."""

    def __init__(
        self, store: Store, current: str, pinned: frozenset[str], *, clock: Callable[[], float] = time
    ) -> None:
        super().__init__(
            "Sessions",
            self._build_session_rows,
            answer=lambda row: row.id,
            actions=(
                PickerAction("session.picker.rename", "rename", self._ask_new_title),
                PickerAction(
                    "session.picker.delete",
                    "delete",
                    self._post_delete,
                    confirm=f"press {format_first_key('session.picker.delete')} again to delete",
                ),
                PickerAction("session.picker.pin", "pin", self._toggle_pinned),
            ),
            on_query=self._want_more_sessions,
            on_near_end=self._want_more_sessions,
            footer=lambda: MORE_LINES if store.state.has_more_sessions else (),
            empty="No sessions yet.",
        )
        self._store = store
        self._sessions = SessionRowCache()
        self._current = current
        self._pinned = pinned
        self._clock = clock

    @on(StoreChanged)
    def _refresh_if_listed(self, message: StoreChanged) -> None:
        if any(key.topic in _SHOWN for key in message.touched):
            self.refresh_rows()

    def _build_session_rows(self) -> list[PickerRow]:
        rows = self._sessions.build_rows(self._store.state, self._clock() * 1000, self._pinned)
        return [replace(row, current=True) if row.id == self._current else row for row in rows]

    def _want_more_sessions(self, query: str = "") -> None:
        if self._store.state.has_more_sessions:
            self.post_message(MoreSessionsWanted(query))

    def _ask_new_title(self, row: PickerRow) -> None:
        session = self._store.state.sessions.get(row.id)
        edit = NameEdit(session.title if session is not None else row.title)

        def post_rename(line: str) -> None:
            if (title := edit.read_name(line)) is not None:
                self.post_message(RenameSession(row.id, title))

        self.ask_for_line("Rename session", edit.line, post_rename)

    def _post_delete(self, row: PickerRow) -> None:
        self.post_message(DeleteSession(row.id))

    def _toggle_pinned(self, row: PickerRow) -> None:
        self._pinned = self._pinned ^ {row.id}
        self.post_message(PinSession(row.id))
        self.refresh_rows()
