"""What was said last in the session under the cursor of the overview."""

from time import time
from typing import Protocol

from textual.content import Content
from textual.widgets import Static

from octui.store.store import Store
from octui.ui.pickers.session_rows import render_preview
from octui.ui.sessions.previews import SessionPreviews


class PreviewContext(Protocol):
    """What the pane needs of the app."""

    store: Store
    server_home: str

    @property
    def previews(self) -> SessionPreviews: ...


class PreviewPane(Static):
    """Empty until a session is shown; what only the server knows follows once the cursor has rested."""

    def __init__(self, context: PreviewContext) -> None:
        super().__init__("", id="preview", markup=False)
        self._preview_context = context
        self._session_id: str | None = None

    def show_session(self, session_id: str | None) -> None:
        self._session_id = session_id
        self._show_preview()

    def _show_preview(self) -> None:
        context, session_id, preview = self._preview_context, self._session_id, Content("")
        if session_id is None or not self.is_attached:
            self.update(preview, layout=False)
            return
        text, session = context.previews.find_text(session_id), context.previews.find_session(session_id)
        if session is not None:
            preview = render_preview(context.store.state, session, time() * 1000, text or "", home=context.server_home)
        # Its size is fixed: laying out the whole screen for it would paint all of that.
        self.update(preview, layout=False)
        if text is None and self.screen.is_current:
            context.previews.load_text(session_id, self._show_preview)
