"""The picker of a session's prompts, newest first: to jump to one, or to fork from it."""

from collections.abc import Callable
from typing import Final

from textual import on

from octui.store import selectors
from octui.store.changes import ChangeKey, Topic
from octui.store.store import Store
from octui.ui.messages import StoreChanged
from octui.ui.pickers.message_rows import MessageRows
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.rows import PickerRow

MAX_LINE_LENGTH: Final = 500
MAX_PREVIEWED: Final = 20_000
"""Characters of a prompt that are looked at for its first lines."""
NEAR_END: Final = 20
"""Older prompts are loaded once the cursor is this near to the last row."""


class MessagePicker(Picker[str]):
    """Returns the id of a prompt's message, `""` for the whole session.

    `on_move` is called with the prompt under the cursor. Older prompts are loaded as the cursor comes near the end of
    the list, and all of them for a search.
    """

    PREVIEW_ROWS = 4

    def __init__(
        self,
        store: Store,
        session_id: str,
        *,
        title: str,
        whole: str = "",
        load_older: Callable[[str], None] | None = None,
        on_move: Callable[[str], None] | None = None,
    ) -> None:
        self._store = store
        self._session_id = session_id
        self._label = title
        self._load_older = load_older
        self._message_rows = MessageRows(store, session_id, whole)
        self._asked_for: str | None = None
        """The cursor of the page that was last asked for: a page that fails is not asked for again and again."""
        super().__init__(
            self._describe_list(),
            self._message_rows.iter_rows,
            answer=lambda row: row.id,
            on_highlight=lambda row: self._show_prompt(row, on_move),
            empty="No prompts yet.",
        )

    def _show_prompt(self, row: PickerRow | None, on_move: Callable[[str], None] | None) -> None:
        text = selectors.get_prompt_text(self._store.state, row.id) if row is not None and row.id else ""
        lines = (text or (row.title if row is not None else ""))[:MAX_PREVIEWED].splitlines()[: self.PREVIEW_ROWS]
        self.show_preview("\n".join(line[:MAX_LINE_LENGTH] for line in lines))
        if on_move is not None and row is not None and row.id:
            on_move(row.id)
        self._request_older_page()

    @on(StoreChanged)
    def _show_loaded_prompts(self, message: StoreChanged) -> None:
        if ChangeKey(Topic.MESSAGES, self._session_id) in message.touched:
            self._title = self._describe_list()
            self._refresh_picker_frame()
            self.refresh_rows()
            self._request_older_page()

    def _describe_list(self) -> str:
        return f"{self._label} · older prompts are not loaded" if self._message_rows.older_cursor else self._label

    def _request_older_page(self) -> None:
        cursor = self._message_rows.older_cursor
        if self._load_older is None or cursor in (None, self._asked_for) or not self._rows.is_answered:
            return
        row = self.selected_row
        last_ids = [line.id for line in self._rows.rows[-NEAR_END:]]
        if self.query_text.strip() or row is None or row.id in last_ids:
            self._asked_for = cursor
            self._load_older(self._session_id)
