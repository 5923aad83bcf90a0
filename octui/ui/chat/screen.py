"""The chat screen: a session's transcript, its requests, and the prompt."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from octui.config.chips import Chip
from octui.config.draft_book import Outgoing
from octui.config.drafts import Draft
from octui.config.settings.registry import COPY_ON_SELECT, THINKING
from octui.config.settings.settings import Settings
from octui.render.renderer import BlockRenderer
from octui.store import selectors
from octui.store.changes import ChangeKey, Changes, Topic
from octui.ui.approvals.dock import RequestDock
from octui.ui.approvals.grace_period import QUIET_SECONDS
from octui.ui.chat.beginning import HistoryContext
from octui.ui.chat.change_effects import DrawnInfos, find_stale_messages, has_request_changes, list_sessions_to_load
from octui.ui.chat.chrome import ChatChrome
from octui.ui.chat.conversation_motions import move_by_name
from octui.ui.chat.embedded_notice import EmbeddedNotice
from octui.ui.chat.header import Header
from octui.ui.chat.header_facts import ChromeContext
from octui.ui.chat.reading_pane import ReadingPane
from octui.ui.chat.retry_countdown import RetryCountdown
from octui.ui.chat.sidebar import Sidebar
from octui.ui.chat.sidebar_lines import TargetKind
from octui.ui.chat.split_pane import SplitPane
from octui.ui.chat.subagent_bar import SubagentBar
from octui.ui.composer.services import ComposerServices, attach_composer, restore_composer
from octui.ui.composer.status_bar import ComposerStatus
from octui.ui.composer.text_area import PromptArea
from octui.ui.composer.widget import Composer
from octui.ui.input.key_bindings import make_bindings, make_command_bindings
from octui.ui.input.key_presses import KeyPresses
from octui.ui.keymap import KeyContext
from octui.ui.messages import CopyText, OpenLink, OpenSession, StoreChanged, ToggleMcpServer
from octui.ui.prompt_queue.strip import QueueStrip
from octui.ui.screens.presence import has_widgets
from octui.ui.sessions.tab_strip import TabStrip
from octui.ui.transcript.messages import (
    ChildRequested,
    CopyRequested,
    FocusReleased,
    LinkClicked,
)
from octui.ui.transcript.session_source import RETRY, REVERT, SessionSource
from octui.ui.transcript.widget import Transcript
from octui.ui.transcript_display.block_renderer import make_renderer
from octui.ui.transcript_display.transcript_options import show_scrollbar

if TYPE_CHECKING:
    # Names for the type checker: forty protocols that nothing asks for at run time.
    from octui.ui.actions.command_actions import CommandActions

_VISITS: Final = count(1)


class ChatContext(HistoryContext, ChromeContext, Protocol):
    """What the chat needs of the app around it."""

    server_home: str
    key_presses: KeyPresses
    settings: Settings

    def request_older_messages(self, session_id: str) -> None: ...
    def request_missing_sessions(self, session_ids: Iterable[str]) -> None: ...
    def refresh_helper_servers(self) -> None: ...
    def show_waiting_toasts(self) -> None: ...


class ChatScreen(Screen[None]):
    """One session; `session_id` is `""` until the server has created it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-normal"), (121, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high"), (36, "-tall")]
    AUTO_FOCUS = "Composer"
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_command_bindings(),
        *make_bindings(KeyContext.HISTORY, {"history.stop": "stop_history"}, priority=True),
    ]

    def __init__(self, context: ChatContext, actions: "CommandActions", services: ComposerServices) -> None:
        super().__init__()
        self._chat_context = context
        self._actions = actions
        self._services = services
        self._chrome = ChatChrome(self, context, actions, services)
        self.session_id = ""
        self.visit = next(_VISITS)
        """A number for each session shown, so that two new chats are not taken for one."""
        self._source = self._make_source("")
        self._retry_countdown = RetryCountdown(self.set_interval, self._show_retry_seconds)
        self._drawn_infos = DrawnInfos()

    def compose(self) -> ComposeResult:
        yield Header()
        yield TabStrip(id="tabs")
        with Horizontal(id="body"):
            with SplitPane(id="bench"):
                yield ReadingPane(self._chat_context, lambda: self.session_id, id="reading")
            yield Sidebar(id="sidebar")
        yield RequestDock(key_presses=self._chat_context.key_presses, id="requests")
        yield EmbeddedNotice(id="server-note")
        yield SubagentBar(id="subagents")
        yield QueueStrip(id="queue")
        with Vertical(id="prompt-frame"):
            yield Composer(id="composer")
            yield ComposerStatus(id="status")

    @property
    def toast_room(self) -> int:
        """How many rows at the top toasts may cover: not those of a request."""
        # A screen that is closing has no dock any more.
        docks = [dock for dock in self.query(RequestDock) if dock.display and dock.current_card is not None]
        return max(0, docks[0].region.y - 1) if docks else self.size.height

    @property
    def transcript(self) -> Transcript:
        return self.query_one(Transcript)

    @property
    def bench(self) -> SplitPane:
        """The conversation and what is shown beside or below it."""
        return self.query_one(SplitPane)

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    @property
    def is_sidebar_shown(self) -> bool:
        return has_widgets(self) and self.query_one(Sidebar).display

    @property
    def dock(self) -> RequestDock:
        return self.query_one(RequestDock)

    def on_mount(self) -> None:
        if not any(composer.is_mounted for composer in self.query(Composer)):
            # It was closed before it was there.
            return
        attach_composer(self.composer, self._chat_context, self._actions, self._services)
        area = self.composer.query_one(PromptArea)
        presses = self._chat_context.key_presses
        self.dock.set_composer(area, lambda: not self.composer.text and presses.is_quiet_for(QUIET_SECONDS))
        self.app.theme_changed_signal.subscribe(self, self._on_theme_changed)
        show_scrollbar(self.transcript, self._chat_context.settings)
        self._show_everything()

    def show_session(self, session_id: str) -> None:
        """Show another session, at its end."""
        self.session_id = session_id
        self.visit = next(_VISITS)
        self._drawn_infos.clear_infos()
        self._source = self._make_source(session_id)
        if has_widgets(self):
            self.action_stop_history()
            if self.query("FindBar"):
                self.query("FindBar").remove()
                self.query("#reading").remove_class("-finding")
                self.composer.focus()
            self._show_everything()

    def claim_draft(self) -> None:
        """The server is known now, and with it what it keeps of this session's prompts."""
        self._services.load_queue(self.session_id)
        self._services.drafts.claim_draft(self.session_id, _make_draft_restorer(self))

    def release_draft(self) -> None:
        """The server does not know the session."""
        self._services.drafts.release_draft(self.session_id)

    def assign_session(self, session_id: str) -> None:
        """The server created the session of this new chat; what is in the prompt stays."""
        self.session_id = self.composer.session_id = session_id
        self._source = self._make_source(session_id)
        self.transcript.show_source(self._source, self._make_renderer())
        self.refresh_chrome()

    def prefill_prompt(self, text: str, chips: Sequence[Chip] = ()) -> None:
        """Put text into the prompt, unless it already has some."""
        self.call_after_refresh(self._prefill_composer, text, chips)

    def send_prompt(self, text: str) -> None:
        """Send a prompt as if it had been typed."""
        self.composer.replace_text(text)
        self.composer.submit_prompt()

    def jump_to_message(self, message_id: str) -> None:
        self.transcript.jump_to_item(message_id)

    @property
    def shown_source(self) -> SessionSource:
        """What the transcript shows."""
        return self._source

    def focus_request_card(self) -> None:
        # The dock may be there only then: the chat may have been opened just now.
        self.call_after_refresh(lambda: self.dock.focus_card())

    def scroll_conversation(self, motion: str) -> None:
        """Scroll, whatever has the focus; `motion` is as commands name it."""
        if motion == "message_last":
            self._jump_to_last_prompt()
        else:
            move_by_name(self.transcript, motion)

    def _jump_to_last_prompt(self) -> None:
        prompts = selectors.iter_prompts(self._chat_context.store.state, self.session_id)
        if (latest := next(iter(prompts), None)) is not None:
            self.jump_to_message(latest.id)

    def apply_display(self) -> None:
        """Show the conversation in the way chosen now."""
        self._source.show_thinking = self._chat_context.settings.get_value(THINKING)
        show_scrollbar(self.transcript, self._chat_context.settings)
        self.transcript.change_renderer(self._make_renderer())
        self.transcript.refresh_items(self._source.list_keys())

    def toggle_all_details(self) -> None:
        self.transcript.toggle_all_blocks()

    def toggle_sidebar_panel(self) -> None:
        sidebar = self.query_one(Sidebar)
        sidebar.toggle_visibility()
        self.refresh_chrome()
        if not sidebar.display and self.focused is None:
            self.composer.focus()

    def focus_sidebar_panel(self) -> None:
        self.query_one(Sidebar).enter_sidebar()
        self.refresh_chrome()

    def refresh_chrome(self) -> None:
        """Update header, status bar and sidebar."""
        if has_widgets(self):
            self._show_chrome()

    def _show_chrome(self) -> None:
        self._chrome.show_session(self.session_id, retry_seconds=self._source.retry_seconds)

    @on(StoreChanged)
    def _on_store_changed(self, message: StoreChanged) -> None:
        message.stop()
        self._show_changes(message.touched)

    @on(RequestDock.Moved)
    def _fit_toasts(self) -> None:
        """Keep toasts off the card; those that came while there was no room for them are shown once there is."""
        for rack in self.query("ToastRack"):
            rack.styles.max_height = min(self.toast_room, self.size.height * 6 // 10)
        self._chat_context.show_waiting_toasts()

    @on(RequestDock.ScreenNeeded)
    def _give_screen_to_request(self, message: RequestDock.ScreenNeeded) -> None:
        self.set_class(message.is_needed, "-request-only")
        self.dock.take_screen(message.is_needed)

    def action_stop_history(self) -> None:
        """Stop loading the way to the beginning, and stay there."""
        self.query_one(ReadingPane).beginning.stop_loading()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # The key has other meanings in the prompt and in the transcript.
        if action == "stop_history":
            return any(pane.beginning.is_loading for pane in self.query(ReadingPane))
        return super().check_action(action, parameters)

    @on(FocusReleased)
    @on(Sidebar.FocusReleased)
    def _return_to_composer(self) -> None:
        self.composer.focus()

    @on(ChildRequested)
    def _open_subagent(self, message: ChildRequested) -> None:
        self.post_message(OpenSession(message.session_id))

    @on(CopyRequested)
    @on(events.TextSelected)
    def _copy_from_transcript(self, message: CopyRequested | events.TextSelected) -> None:
        """Copy what a key asks for, and what the mouse selected if that was chosen."""
        if isinstance(message, CopyRequested):
            self.post_message(CopyText(message.text, message.kind))
        elif self._chat_context.settings.get_value(COPY_ON_SELECT) and (text := self.get_selected_text()):
            self.post_message(CopyText(text, "the selection"))

    @on(LinkClicked)
    def _open_clicked_link(self, message: LinkClicked) -> None:
        self.post_message(OpenLink(message.url))

    @on(Sidebar.TargetChosen)
    def _go_to_sidebar_target(self, message: Sidebar.TargetChosen) -> None:
        match message.target.kind:
            case TargetKind.SESSION:
                self.post_message(OpenSession(message.target.id))
            case TargetKind.MESSAGE:
                self.jump_to_message(message.target.id)
            case TargetKind.MCP:
                self.post_message(ToggleMcpServer(message.target.id))
            case TargetKind.LINK:
                self.post_message(CopyText(message.target.id, "the link to the session"))

    @on(Sidebar.LineCopied)
    def _copy_sidebar_line(self, message: Sidebar.LineCopied) -> None:
        self.post_message(CopyText(message.text, "the line"))

    @on(Sidebar.Appeared)
    def _refresh_sidebar(self) -> None:
        self.refresh_chrome()
        self._chat_context.refresh_helper_servers()

    def _show_everything(self) -> None:
        self.composer.show_place(self.session_id)
        self.transcript.show_source(self._source, self._make_renderer())
        self._refresh_dock()
        # Not `refresh_chrome`: while a screen handles its mount event, Textual does not yet count it as mounted.
        self._show_chrome()
        self.query_one(ReadingPane).refresh_end_pill()
        self._update_retry_countdown()
        self.query_one(ReadingPane).long_commands.update_commands(self._source)
        self._services.load_queue(self.session_id)
        self._services.drafts.load_draft(self.session_id, _make_draft_restorer(self))

    def _show_changes(self, touched: Changes) -> None:
        state = self._chat_context.store.state
        session = self.session_id
        if has_request_changes(state, touched):
            self._refresh_dock()
        self.query_one(ReadingPane).long_commands.update_commands(self._source)
        stale = find_stale_messages(state, session, touched)
        if stale or ChangeKey(Topic.MESSAGES, session) in touched or ChangeKey(Topic.STATUS, session) in touched:
            self.transcript.reload_items()
        if stale:
            self.transcript.refresh_items(self._source.list_message_keys(stale))
        if ChangeKey(Topic.MESSAGES, session) in touched:
            # How many are undone may be another number now.
            self.transcript.refresh_items([REVERT])
        if ChangeKey(Topic.STATUS, session) in touched:
            self._update_retry_countdown()
            self._refresh_dock()
        if (
            ChangeKey(Topic.SESSIONS) in touched
            and session
            and session not in state.sessions
            and session in state.deleted
        ):
            self.notify("This session was deleted.", severity="warning", markup=False)
            self.show_session("")
            return
        if self._drawn_infos.update_infos(state, touched):
            self.refresh_chrome()
        self.query_one(ReadingPane).refresh_end_pill()

    def _refresh_dock(self) -> None:
        state = self._chat_context.store.state
        self.dock.home = self._chat_context.server_home
        self.dock.show_requests(selectors.list_pending_requests(state), state, self.session_id)
        if unseen := list_sessions_to_load(state, self.session_id):
            self._chat_context.request_missing_sessions(unseen)

    def _update_retry_countdown(self) -> None:
        self._retry_countdown.update_countdown(self._chat_context.store.state, self.session_id)

    def _show_retry_seconds(self, seconds: int) -> None:
        self._source.retry_seconds = seconds
        self.transcript.refresh_items([RETRY])
        self.refresh_chrome()

    def _prefill_composer(self, text: str, chips: Sequence[Chip]) -> None:
        if not self.composer.text:
            self.composer.replace_text(text, chips)
        self.composer.focus()

    def _make_source(self, session_id: str) -> SessionSource:
        settings = self._chat_context.settings
        return SessionSource(self._chat_context.store, session_id, show_thinking=settings.get_value(THINKING))

    def _make_renderer(self) -> BlockRenderer:
        return make_renderer(self.app, self._chat_context.settings)

    def _on_theme_changed(self, _: object) -> None:
        self.transcript.change_renderer(self._make_renderer())


def _make_draft_restorer(chat: ChatScreen) -> Callable[[Draft, Sequence[Outgoing]], None]:
    """A callback that shows the draft of the session on screen now, unless something was typed meanwhile."""
    session_id = chat.session_id

    def restore_draft_text(draft: Draft, outgoing: Sequence[Outgoing]) -> None:
        # The composer may not be there yet, or not any more.
        for composer in chat.query(Composer):
            if chat.session_id == session_id and not composer.text:
                restore_composer(composer, draft, outgoing)

    return restore_draft_text
