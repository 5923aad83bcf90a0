"""The session picker: switch to a session, or rename, archive, pin or delete it; in several views."""

from typing import Final

from textual import events, on

from octui.render.text.sanitize import clip_text
from octui.store.changes import Topic
from octui.ui.key_hints import fit_hint_line, format_first_key, format_hints, join_hints
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import (
    ArchiveSession,
    DeleteSession,
    MoreSessionsWanted,
    PinSession,
    RenameSession,
    ScopeCycled,
    StoreChanged,
)
from octui.ui.pickers.name_edit import NameEdit
from octui.ui.pickers.picker import FilterInput, Picker
from octui.ui.pickers.picker_actions import PickerAction
from octui.ui.pickers.rows import PickerRow
from octui.ui.pickers.session_rows import MORE_LINES
from octui.ui.screens.presence import is_in_place
from octui.ui.sessions.previews import SessionPreviews
from octui.ui.sessions.row_source import SessionRowSource

_SHOWN: Final = frozenset({Topic.SESSIONS, Topic.SESSION, Topic.STATUS, Topic.REQUESTS})
_VIEW_HINTS: Final = (
    ("session.picker.sort", "sort"),
    ("session.picker.subagents", "subagents"),
    ("session.picker.archived", "archived"),
    ("session.picker.scope", "folders"),
)


class SessionPicker(Picker[str]):
    """Returns the id of a session. Changes are posted, and the list follows once the server has made them."""

    PREVIEW_ROWS = 4

    def __init__(self, source: SessionRowSource, previews: SessionPreviews | None = None) -> None:
        super().__init__(
            source.title,
            source.build_rows,
            answer=lambda row: row.id,
            actions=(
                PickerAction("session.picker.rename", "rename", self._ask_new_title),
                PickerAction(
                    "session.picker.delete",
                    "delete",
                    lambda row: self.post_message(DeleteSession(row.id)),
                    confirm=f"press {format_first_key('session.picker.delete')} again to delete",
                ),
                PickerAction("session.picker.pin", "pin", self._toggle_pinned),
                PickerAction("session.picker.archive", "archive", self._toggle_archived),
            ),
            on_highlight=self._show_last_words,
            on_query=self._want_more_sessions,
            on_near_end=self._want_more_sessions,
            footer=lambda: MORE_LINES if source.store.state.has_more_sessions else (),
            empty=source.empty_text,
        )
        self._listing = source
        self._previews = previews

    def on_mount(self) -> None:
        super().on_mount()
        self._show_view_hints()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._show_view_hints)

    def _show_view_hints(self) -> None:
        line = join_hints(["Search", format_hints(*_VIEW_HINTS)])
        room = self.query_one(FilterInput).content_size.width
        self.query_one(FilterInput).placeholder = fit_hint_line(line, room) if room > 0 else line

    async def on_key(self, event: events.Key) -> None:
        """Keys of the view count for a list without rows too."""
        is_scope = get_keymap().find_command_id(KeyContext.SESSION_PICKER, event.key) == "session.picker.scope"
        if not is_scope and not self._listing.switch_view(event.key):
            await super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        if is_scope:
            self.post_message(ScopeCycled())
            return
        self.change_title(self._listing.title, self._listing.empty_text)
        self.refresh_rows()
        # What is archived may be further down than what was loaded.
        self._want_more_sessions()

    @on(StoreChanged)
    def _refresh_if_listed(self, message: StoreChanged) -> None:
        if any(key.topic in _SHOWN for key in message.touched):
            self.change_title(self._listing.title, self._listing.empty_text)
            self.refresh_rows()

    def _show_last_words(self, row: PickerRow | None) -> None:
        """What was said last in the session under the cursor."""
        if self._previews is None:
            return
        text = self._previews.find_text(row.id) if row is not None else ""
        # Half of the room for the prompt, half for its answer.
        room = max(20, self._box.size.width - 6) * self.PREVIEW_ROWS // 2
        self.show_preview("\n".join(clip_text(line, room) for line in (text or "").splitlines()[: self.PREVIEW_ROWS]))
        if row is not None and text is None:
            self._previews.load_text(row.id, self._show_loaded_words)

    def _show_loaded_words(self) -> None:
        if is_in_place(self):
            self._show_last_words(self.selected_row)

    def _want_more_sessions(self, query: str = "") -> None:
        if self._listing.has_more(query):
            self.post_message(MoreSessionsWanted(query))

    def _ask_new_title(self, row: PickerRow) -> None:
        session = self._listing.find_session(row.id)
        edit = NameEdit(session.display_title if session is not None else row.title)

        def post_rename(line: str) -> None:
            if (title := edit.read_name(line)) is not None:
                self.post_message(RenameSession(row.id, title))

        self.ask_for_line("Rename session", edit.line, post_rename)

    def _toggle_archived(self, row: PickerRow) -> None:
        session = self._listing.find_session(row.id)
        if session is not None:
            self.post_message(ArchiveSession(row.id, not session.time.archived))

    def _toggle_pinned(self, row: PickerRow) -> None:
        self._listing.pinned ^= {row.id}
        self.post_message(PinSession(row.id))
        self.refresh_rows()
