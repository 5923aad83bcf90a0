"""The session overview: sessions that need you, then running ones, then by day; and a prompt that starts a new one."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import time
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

from octui.config.draft_book import Outgoing
from octui.config.drafts import Draft
from octui.store.changes import Topic
from octui.ui.chat.embedded_notice import FORMS, EmbeddedNotice
from octui.ui.chat.header import Header
from octui.ui.chat.header_facts import ChromeContext, build_header_facts, build_status_facts, is_first_use
from octui.ui.composer.services import ComposerServices, attach_composer, restore_composer
from octui.ui.composer.status_bar import ComposerStatus
from octui.ui.composer.widget import Composer
from octui.ui.input.key_bindings import make_bindings, make_command_bindings
from octui.ui.key_hints import fit_hint_line, format_first_key, format_hint, format_hints, join_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.messages import (
    ArchiveSession,
    DeleteSession,
    MoreSessionsWanted,
    OpenSession,
    PinSession,
    RenameSession,
    ScopeCycled,
    StoreChanged,
)
from octui.ui.pickers.gradual_rows import GradualRows, GradualSource, run_in_turn
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import Line, PickerRow
from octui.ui.pickers.session_rows import MORE_LINES, SessionRowCache
from octui.ui.screens.presence import has_widgets
from octui.ui.sessions.expected_sessions import ExpectedSessions
from octui.ui.sessions.other_folders import LIST_NAMES, OtherFolders
from octui.ui.sessions.preview_pane import PreviewPane
from octui.ui.sessions.previews import SessionPreviews
from octui.ui.sessions.welcome import GUIDE_EXAMPLES, MODEL_EXAMPLES, ExampleList, Wordmark, find_next_example

if TYPE_CHECKING:
    # Names for the type checker: forty protocols that nothing asks for at run time.
    from octui.ui.actions.command_actions import CommandActions


class SessionsContext(ChromeContext, Protocol):
    """What the overview needs of the app around it."""

    server_home: str

    @property
    def other_folders(self) -> OtherFolders: ...
    @property
    def previews(self) -> SessionPreviews: ...
    @property
    def pinned_sessions(self) -> frozenset[str]: ...


def _describe_no_match() -> str:
    return f"No matching session. Press {format_first_key('prompt.submit')} to start one with this prompt."


def _format_list_hints() -> str:
    edits = format_hints(
        ("sessions.rename", "rename"),
        ("sessions.delete", "delete"),
        ("sessions.pin", "pin"),
        ("sessions.archive", "archive"),
        ("sessions.scope", "folders"),
    )
    return join_hints([format_hint("sessions.open", "open"), "type to search or start", edits])


class SessionsScreen(Screen[None]):
    """One input for both: what is typed filters the sessions, and submitting it starts a new one.

    Submitting opens a session if nothing is typed, or once the user has moved down into the list.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (121, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]
    AUTO_FOCUS = "Composer"
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.SESSIONS,
            {
                "sessions.next": "move(1)",
                "sessions.previous": "move(-1)",
                "sessions.open": "open",
                "sessions.leave_list": "leave_list",
                "sessions.page.down": "page(1)",
                "sessions.page.up": "page(-1)",
                "sessions.rename": "rename",
                "sessions.delete": "delete",
                "sessions.pin": "pin",
                "sessions.archive": "archive",
                "sessions.scope": "cycle_scope",
            },
            priority=True,
        ),
        *make_command_bindings(),
    ]

    def __init__(
        self,
        context: SessionsContext,
        actions: "CommandActions",
        services: ComposerServices,
        expected: ExpectedSessions,
    ) -> None:
        super().__init__()
        self._expected = expected
        self._sessions_context = context
        self._actions = actions
        self._services = services
        self._cache = SessionRowCache()
        self._rows = GradualRows(self._build_rows, self._show_session_lines, partial(run_in_turn, self))
        self._in_list = False
        self._deleting = ""
        self._prompt_columns: int | str | None = None

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal(id="overview"):
            yield RowList(id="session-list")
            yield PreviewPane(self._sessions_context)
        yield Static("", id="session-keys", markup=False)
        yield EmbeddedNotice(id="server-note")
        with Vertical(id="prompt-frame"):
            yield Wordmark()
            yield Composer(id="composer")
            yield ComposerStatus(id="status")
            yield ExampleList()

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def session_list(self) -> RowList:
        return self.query_one(RowList)

    def on_mount(self) -> None:
        attach_composer(self.composer, self._sessions_context, self._actions, self._services)
        self._refresh_list()
        self._services.drafts.load_draft("", self._restore_saved_draft)

    def on_screen_resume(self) -> None:
        self._actions.attention.refresh_title()
        self._sessions_context.other_folders.reload_sessions()
        # The text typed here may have been sent, or continued, in a new chat; or the screen that was in front has put
        # something into the prompt just now.
        if (known := self._services.drafts.find_draft("")) is not None:
            restore_composer(self.composer, *known)
        self._refresh_list()

    def claim_draft(self) -> None:
        """The server is known now, and with it whose draft this is."""
        self._services.drafts.claim_draft("", self._restore_saved_draft)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The composer keeps its keys while its completion list is open, or while it holds several lines."""
        composer = self.composer
        match action:
            case "move" if self._is_first_screen:
                (step,) = parameters
                return not composer.is_completing and self._find_next_example(step) is not None
            case "move" | "page":
                return not composer.is_completing and (self._in_list or "\n" not in composer.text)
            case "open":
                return not composer.is_completing and (self._in_list or not composer.text)
            case "leave_list":
                return self._in_list
            case "rename" | "delete" | "pin" | "archive" | "cycle_scope":
                return not composer.text or self._in_list
            case _:
                return True

    def action_move(self, step: int) -> None:
        if (example := self._find_next_example(step)) is not None:
            self.composer.replace_text(example)
            return
        if not self._in_list:
            self._in_list = True
            if self.session_list.cursor_row is None:
                self.session_list.go_to_first()
            elif self.composer.text:
                self._refresh_list()
                return
        self._deleting = ""
        self.session_list.move_cursor(step)

    def action_page(self, pages: int) -> None:
        self._in_list = True
        self.session_list.page_cursor(pages)

    def action_open(self) -> None:
        if row := self.session_list.cursor_row:
            self._in_list = False
            self.post_message(OpenSession(row.id))

    def action_leave_list(self) -> None:
        self._in_list = False
        self._refresh_list()

    def action_rename(self) -> None:
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.pickers.text_input_dialog import NameDialog

        row = self.session_list.cursor_row
        session = self._sessions_context.previews.find_session(row.id) if row else None
        if session is None:
            return

        def post_new_title(title: str | None) -> None:
            if title is not None:
                self.post_message(RenameSession(session.id, title))

        self.app.push_screen(NameDialog("Rename session", session.display_title), post_new_title)

    def action_delete(self) -> None:
        row = self.session_list.cursor_row
        if row is None:
            return
        if self._deleting == row.id:
            self._deleting = ""
            self.post_message(DeleteSession(row.id))
        else:
            self._deleting = row.id
            self.session_list.show_warning(f"press {format_first_key('sessions.delete')} again to delete")

    def action_archive(self) -> None:
        if row := self.session_list.cursor_row:
            self.post_message(ArchiveSession(row.id))

    def action_cycle_scope(self) -> None:
        self.post_message(ScopeCycled())

    def action_pin(self) -> None:
        if row := self.session_list.cursor_row:
            self.post_message(PinSession(row.id))
            self.call_after_refresh(self._refresh_list)

    @on(ExampleList.Chosen)
    def _take_example(self, message: ExampleList.Chosen) -> None:
        message.stop()
        self.composer.replace_text(message.example)
        self.composer.focus()

    @on(RowList.Picked)
    def _open_picked_session(self, message: RowList.Picked) -> None:
        message.stop()
        self.post_message(OpenSession(message.row.id))

    @on(RowList.Highlighted)
    def _on_session_highlighted(self, message: RowList.Highlighted) -> None:
        message.stop()
        self._deleting = ""
        self._refresh_preview()
        if self.session_list.is_near_end and not self._get_query():
            self._want_more_sessions("")

    @on(RowList.EndNeared)
    def _request_more_sessions(self, message: RowList.EndNeared) -> None:
        message.stop()
        self._want_more_sessions("")

    def _want_more_sessions(self, query: str) -> None:
        context = self._sessions_context
        if context.store.state.has_more_sessions or (query and context.other_folders.is_cut):
            self.post_message(MoreSessionsWanted(query))

    @on(Composer.DraftChanged)
    def _on_draft_typed(self) -> None:
        self._in_list = False
        self._rows.search_rows(self._get_query())
        if query := self._get_query():
            self._want_more_sessions(query)

    @on(StoreChanged)
    def _on_sessions_changed(self, message: StoreChanged) -> None:
        message.stop()
        if any(key.topic is not Topic.MESSAGE for key in message.touched):
            self._refresh_list()

    def on_app_focus(self, _: events.AppFocus) -> None:
        # Ages and the names of days go stale while the window is in the background.
        self._refresh_list()

    def refresh_chrome(self) -> None:
        self._fit_prompt()
        scope = self._sessions_context.other_folders.scope
        state = self._sessions_context.store.state
        facts = build_header_facts(
            state,
            "",
            self._sessions_context.format_directory(),
            self._sessions_context.server_label,
            screen=LIST_NAMES[scope],
            auto_approval=self._sessions_context.auto_approval,
        )
        has_guide_only = is_first_use(state)
        self.query_one(Header).facts = replace(facts, title="") if self._is_first_screen else facts
        self.query_one(EmbeddedNotice).is_needed = has_guide_only and not self._is_first_screen
        examples = self.query_one(ExampleList)
        examples.examples = GUIDE_EXAMPLES if has_guide_only else MODEL_EXAMPLES
        examples.note = FORMS[0] if has_guide_only else ""
        self.query_one(ComposerStatus).facts = build_status_facts(
            state, "", self._sessions_context.resolve_selection(""), retry_seconds=0
        )

    @property
    def _is_first_screen(self) -> bool:
        """Whether there is no session to list, so that the prompt is in the middle of the screen."""
        return self.has_class("-first")

    def _fit_prompt(self) -> None:
        """The prompt in the middle is as wide as a line that is read well, or as was chosen."""
        columns = (self._services.most_prompt_columns or "70%") if self._is_first_screen else None
        if columns != self._prompt_columns:
            self._prompt_columns = columns
            for widget in self.query("Composer, ComposerStatus, Wordmark, ExampleList"):
                widget.styles.max_width = columns

    def _find_next_example(self, step: object) -> str | None:
        """The example that an arrow key puts into the prompt; going up only goes back."""
        text = self.composer.text
        examples = self.query_one(ExampleList)
        if not self._is_first_screen or examples.has_class("-connecting"):
            return None
        if not isinstance(step, int) or (step < 0 and not text):
            return None
        return find_next_example(examples.examples, text, step)

    def _restore_saved_draft(self, draft: Draft, outgoing: Sequence[Outgoing]) -> None:
        """Restore the saved draft, unless the user has typed something meanwhile."""
        if not self.composer.text:
            restore_composer(self.composer, draft, outgoing)

    def _get_query(self) -> str:
        """What is typed, unless it can only be a command or a prompt."""
        text = self.composer.text.strip()
        return "" if text.startswith(("/", "!", "@")) or "\n" in text else text

    def _refresh_list(self) -> None:
        if has_widgets(self):
            self._rows.reload_rows()

    def _build_rows(self) -> GradualSource:
        context = self._sessions_context
        others = context.other_folders.list_sessions()
        return self._cache.build_rows(
            context.store.state, time() * 1000, context.pinned_sessions, others=others, home=context.server_home
        )

    def _show_session_lines(self, lines: tuple[Line, ...], query: str) -> None:
        state = self._sessions_context.store.state
        is_known = bool(state.statuses_at)
        expected = () if is_known else self._expected.list_lines()
        self.set_class(not self._rows.rows and not expected, "-first")
        # Of the examples alone: a class of the screen would look up the styles of everything on it again.
        self.query_one(ExampleList).set_class(not is_known or not state.providers.providers, "-connecting")
        if is_known and not query:
            self._expected.remember_titles(line.title for line in lines if isinstance(line, PickerRow))
        if not lines and not query:
            lines = expected
        elif lines and state.has_more_sessions:
            lines = (*lines, *MORE_LINES)
        self.session_list.show_lines(
            lines, query, keep=self.session_list.cursor_row, empty=_describe_no_match() if query else ""
        )
        self.session_list.set_class(bool(query) and not self._in_list, "-typing")
        self._refresh_list_hints()
        self._refresh_preview()
        self.refresh_chrome()

    def on_resize(self) -> None:
        self.call_after_refresh(self._refresh_list_hints)

    def _refresh_list_hints(self) -> None:
        if not has_widgets(self):
            return
        if self.composer.text.strip() and not self._in_list:
            move = () if not self._rows.rows else (("sessions.next", "matching sessions"),)
            keys = format_hints(("prompt.submit", "start a session"), *move)
        elif not self._rows.rows:
            keys = ""
        else:
            keys = _format_list_hints()
        line = self.query_one("#session-keys", Static)
        room = self.size.width - line.gutter.width
        line.update(style_hint_line(fit_hint_line(keys, room)), layout=False)

    def _refresh_preview(self) -> None:
        row = self.session_list.cursor_row
        self.query_one(PreviewPane).show_session(row.id if row is not None else None)
