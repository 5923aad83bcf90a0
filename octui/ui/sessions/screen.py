"""The sessions: what needs you first, then what runs, then by day; and a prompt that begins a new one."""

from collections.abc import Callable
from time import time
from typing import ClassVar, Final, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from octui.store.keys import Topic
from octui.store.state import State
from octui.ui.chat.embedded_notice import ServerNote
from octui.ui.chat.header import Header
from octui.ui.chat.header_facts import header_facts, is_new_here, status_facts
from octui.ui.composer.slash_entries import ComposerHost, attach_composer
from octui.ui.composer.status_bar import ComposerStatus
from octui.ui.composer.widget import Composer
from octui.ui.input.command_bindings import command_bindings
from octui.ui.messages import DeleteSession, OpenSession, PinSession, RenameSession, StoreChanged
from octui.ui.model_selection import Selection
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.session_rows import SessionRows, preview


class SessionsHost(ComposerHost, Protocol):
    """What the overview asks of the app it lives in."""

    def resolve_selection(self, session_id: str | None = None) -> Selection: ...
    def format_directory(self) -> str: ...
    @property
    def server_label(self) -> str: ...
    @property
    def pinned(self) -> frozenset[str]: ...
    def load_draft(self, session_id: str, then: Callable[[str, bool], None]) -> None: ...
    def complete_files(self, composer: Composer, query: str) -> None: ...


_FOR_THE_GUIDE: Final = "list the files · read README.md · run git status · ask me something · help"
"""What the embedded server's guide understands."""


def _nothing(state: State) -> str:
    """Why the list is empty: nothing is known before the server answered."""
    if not state.statuses_at:
        return "Waiting for the server …"
    if is_new_here(state):
        return f"No sessions yet: say something below, like {_FOR_THE_GUIDE}"
    return "No sessions yet: say something below"


class SessionsScreen(Screen[None]):
    """One box for both: what is typed finds sessions, and Enter says it in a new one.

    Enter opens a session when nothing is typed, or once the person went down into the list.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (121, "-wide")]
    AUTO_FOCUS = "Composer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next session", priority=True, show=False),
        Binding("up", "move(-1)", "Previous session", priority=True, show=False),
        Binding("enter", "open", "Open session", priority=True, show=False),
        Binding("escape", "leave_list", "Back to the prompt", priority=True, show=False),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("ctrl+r", "rename", "Rename", show=False, priority=True),
        Binding("ctrl+d", "delete", "Delete", show=False, priority=True),
        Binding("ctrl+f", "pin", "Pin", show=False, priority=True),
        *command_bindings(),
        Binding("ctrl+c", "app.quit_key", "Quit", show=False),
    ]

    def __init__(self, host: SessionsHost) -> None:
        super().__init__()
        self._host = host
        self._rows = SessionRows()
        self._in_list = False
        self._deleting = ""

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal(id="overview"):
            yield RowList(id="session-list")
            yield Static("", id="preview", markup=False)
        yield Static("", id="session-keys", markup=False)
        yield ServerNote(id="server-note")
        yield Composer(id="composer")
        yield ComposerStatus(id="status")

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def list(self) -> RowList:
        return self.query_one(RowList)

    def on_mount(self) -> None:
        attach_composer(self.composer, self._host)
        self._show()
        self._host.load_draft("", self._restore)

    def on_screen_resume(self) -> None:
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """The composer keeps its keys while it completes something or holds a text the person moves in."""
        composer = self.composer
        match action:
            case "move" | "page":
                return not composer.is_completing and (self._in_list or "\n" not in composer.text)
            case "open":
                return not composer.is_completing and (self._in_list or not composer.text)
            case "leave_list":
                return self._in_list
            case "rename" | "delete" | "pin":
                return not composer.text or self._in_list
            case _:
                return True

    def action_move(self, step: int) -> None:
        if not self._in_list:
            self._in_list = True
            if self.list.row is None:
                self.list.first()
            elif self.composer.text:
                self._show()
                return
        self._deleting = ""
        self.list.move(step)

    def action_page(self, pages: int) -> None:
        self._in_list = True
        self.list.page(pages)

    def action_open(self) -> None:
        if row := self.list.row:
            self._in_list = False
            self.post_message(OpenSession(row.id))

    def action_leave_list(self) -> None:
        self._in_list = False
        self._show()

    def action_rename(self) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.pickers.text_input_dialog import TextEntry

        session = self._host.store.state.sessions.get(self.list.row.id) if self.list.row else None
        if session is None:
            return

        def renamed(title: str | None) -> None:
            if title and title.strip():
                self.post_message(RenameSession(session.id, title.strip()))

        self.app.push_screen(TextEntry("Rename session", value=session.title), renamed)

    def action_delete(self) -> None:
        row = self.list.row
        if row is None:
            return
        if self._deleting == row.id:
            self._deleting = ""
            self.post_message(DeleteSession(row.id))
        else:
            self._deleting = row.id
            self.list.warn("ctrl+d again deletes it")

    def action_pin(self) -> None:
        if row := self.list.row:
            self.post_message(PinSession(row.id))
            self.call_after_refresh(self._show)

    @on(RowList.Picked)
    def _picked(self, message: RowList.Picked) -> None:
        message.stop()
        self.post_message(OpenSession(message.row.id))

    @on(RowList.Highlighted)
    def _highlighted(self, message: RowList.Highlighted) -> None:
        message.stop()
        self._deleting = ""
        self._show_preview()

    @on(Composer.DraftChanged)
    def _typed(self) -> None:
        self._in_list = False
        self._show()

    @on(Composer.FilesWanted)
    def _files_wanted(self, message: Composer.FilesWanted) -> None:
        self._host.complete_files(self.composer, message.query)

    @on(StoreChanged)
    def _changed(self, message: StoreChanged) -> None:
        message.stop()
        if any(key.topic is not Topic.MESSAGE for key in message.touched):
            self._show()

    def on_app_focus(self, _: events.AppFocus) -> None:
        # Ages are told in words that grow old while nobody looks.
        self._show()

    def refresh_chrome(self) -> None:
        state = self._host.store.state
        self.query_one(Header).facts = header_facts(
            state, "", self._host.format_directory(), self._host.server_label, screen="Sessions"
        )
        self.query_one(ServerNote).needed = is_new_here(state)
        self.query_one(ComposerStatus).facts = status_facts(
            state, "", self._host.resolve_selection(""), retry_seconds=0
        )

    def _restore(self, text: str, shell: bool) -> None:
        """Put the draft back, unless the person was faster than the disk."""
        if not self.composer.text:
            self.composer.restore_draft(text, shell=shell)

    def _show(self) -> None:
        if not self.is_mounted:
            return
        state = self._host.store.state
        text = self.composer.text.strip()
        query = "" if text.startswith(("/", "!", "@")) or "\n" in text else text
        lines = self._rows.lines(state, time() * 1000, self._host.pinned, query)
        empty = "No session matches; enter says it in a new one" if query else _nothing(state)
        self.list.show(lines, query, keep=self.list.row, empty=empty)
        self.list.set_class(bool(query) and not self._in_list, "-typing")
        keys = (
            "enter new session with this prompt · ↓ the sessions found"
            if text and not self._in_list
            else "enter opens · type to find or to begin · ctrl+r rename · ctrl+d delete · ctrl+f pin"
        )
        self.query_one("#session-keys", Static).update(Content.styled(keys, "$foreground-muted"))
        self._show_preview()
        self.refresh_chrome()

    def _show_preview(self) -> None:
        row = self.list.row
        pane = self.query_one("#preview", Static)
        pane.update(preview(self._host.store.state, row.id, time() * 1000) if row else Content(""))
