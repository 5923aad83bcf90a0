"""The commands of sessions: open, list, rename, fork, share, compact and more, and moving between subagents."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from octui.config.chips import Chip
from octui.config.settings.registry import SESSION_TABS
from octui.render.text.paths import abbreviate_home
from octui.store import selectors
from octui.store.directories import is_same_directory
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.sharing import SessionSharing
from octui.ui.messages import (
    AbortSession,
    ArchiveSession,
    DeleteSession,
    FollowSession,
    ForkSession,
    NewSession,
    OpenSession,
    RenameSession,
)
from octui.ui.sessions.session_loader import SessionLoader
from octui.ui.sessions.session_requests import SessionRequest, SessionRequests

if TYPE_CHECKING:
    # Imported when they are created: a start needs one of them.
    from octui.ui.chat.screen import ChatScreen
    from octui.ui.sessions.screen import SessionsScreen

SessionMessage = OpenSession | NewSession | SessionRequest


class SessionsController:
    """What can be done with a session, by command and by message."""

    def __init__(
        self,
        context: AppContext,
        create_overview: "Callable[[], SessionsScreen]",
        create_chat: "Callable[[], ChatScreen]",
        pause_queue: Callable[[str], None],
    ) -> None:
        self._context = context
        self._create_overview = create_overview
        self._create_chat = create_chat
        self.loader = SessionLoader(context)
        self._reported_elsewhere: set[str] = set()
        """The sessions for which it was said that they work in another directory."""
        self._sharing = SessionSharing(context, self.loader.add_session)
        self._requests = SessionRequests(context, self.loader.add_session, self.open_chat, pause_queue)

    def has_chat(self) -> bool:
        return self._context.chat is not None

    def has_session(self) -> bool:
        return bool(self._context.session_id)

    def has_revert(self) -> bool:
        session = self._context.session
        return session is not None and session.revert is not None

    def has_children(self) -> bool:
        session_id = self._context.session_id
        return bool(session_id and selectors.list_children(self._context.store.state, session_id))

    def has_parent_session(self) -> bool:
        return selectors.is_subagent(self._context.store.state, self._context.session_id)

    def open_chat(self, session_id: str, prompt: str = "", chips: Sequence[Chip] = ()) -> "ChatScreen":
        """Show a session, in the existing chat or in a new one, and close what is open above it."""
        context = self._context
        chat = context.chat
        if chat is None:
            chat = context.chat = self._create_chat()
            context.open_screen(chat)
        else:
            context.close_screens_above(chat)
        chat.show_session(session_id)
        if prompt:
            chat.prefill_prompt(prompt, chips)
        if session_id:
            self.begin_session(session_id)
        return chat

    def begin_session(self, session_id: str) -> None:
        """The session is on screen: remember that, and fetch its history."""
        self._context.open_sessions.record_opened(session_id)
        self.loader.load_session(session_id)
        self._report_other_directory(session_id)

    def _report_other_directory(self, session_id: str) -> None:
        """Say, once for each session, that octui gets no events of one that works in another directory."""
        context = self._context
        session = context.store.state.sessions.get(session_id)
        here = context.working_directory
        is_here = session is None or not session.directory or is_same_directory(session.directory, here)
        if session is None or is_here or session_id in self._reported_elsewhere:
            return
        self._reported_elsewhere.add(session_id)
        place = abbreviate_home(session.directory, context.server_home)
        context.notify_warning(f"This session works in {place}, and octui gets no events from there: /follow.")

    def start_session(self) -> None:
        self.open_chat("")

    def show_sessions(self) -> None:
        """Go back to the overview, whatever is open above it."""
        context = self._context
        if context.home is not None:
            context.close_screens_above(context.home)
            return
        chat, context.home = context.chat, self._create_overview()
        if chat is None:
            context.open_screen(context.home)
        else:
            # octui started with the chat, so that the overview was not needed before.
            context.close_screens_above(chat, instead=context.home)

    def pick_session(self) -> None:
        # Pickers are imported when they are opened: the first screen should not wait for them.
        from octui.ui.pickers.sessions import SessionPicker
        from octui.ui.sessions.row_source import SessionRowSource

        context = self._context
        context.open_screen(
            SessionPicker(
                SessionRowSource(
                    context.store,
                    context.session_id,
                    context.pinned_sessions,
                    context.list_slots(),
                    others=context.other_folders,
                    home=context.server_home,
                ),
                context.previews,
            ),
            self._open_picked,
        )
        context.other_folders.reload_sessions()

    def list_tabs(self) -> tuple[str, ...]:
        """The sessions that are shown as tabs: none unless the user wants tabs, and there is a choice."""
        slots = self._context.list_slots() if self._context.settings.get_value(SESSION_TABS) else ()
        return slots if len(slots) > 1 else ()

    def toggle_tabs(self) -> None:
        """Show the sessions in quick slots as tabs, or not."""
        context = self._context
        is_on = not context.settings.get_value(SESSION_TABS)
        context.change_setting(SESSION_TABS, is_on)
        context.refresh_chrome()
        # A single session has no tabs.
        context.notify_info("Tabs are shown where more than one session is open." if is_on else "Tabs are hidden.")

    def close_tab(self) -> None:
        """Take the session on screen from the quick slots, unless it is pinned."""
        context = self._context
        context.open_sessions.forget_opened(context.session_id)
        context.refresh_chrome()
        is_pinned = context.session_id in context.list_slots()
        context.notify_info("A pinned session keeps its tab." if is_pinned else "This session has no quick slot now.")

    def show_todos(self) -> None:
        from octui.ui.sessions.todo_panel import open_todo_panel

        open_todo_panel(self._context)

    def init_project(self) -> None:
        """Have the agent write AGENTS.md; a new chat sends the server's command for it."""
        context, selection = self._context, self._context.resolve_selection()
        session_id, model = context.session_id, selection.model
        if session_id and model is not None:
            context.run_call("Could not write AGENTS.md", lambda calls: calls.init_session(session_id, *model))
        elif context.composer is not None:
            context.composer.replace_text("/init")
            context.composer.submit_prompt()

    def open_slot(self, number: int) -> None:
        """Open the session in a quick slot, which are numbered from 1."""
        slots = self._context.list_slots()
        if number <= len(slots):
            self.open_chat(slots[number - 1])
        else:
            self._context.notify_info(
                f"Quick slot {number} is empty: pinned sessions come first, then those opened since octui started."
            )

    def _open_picked(self, session_id: str | None) -> None:
        if session_id:
            self._open_listed(session_id)

    def _open_listed(self, session_id: str) -> None:
        elsewhere = self._context.other_folders.find_session(session_id)
        if elsewhere is None:
            self.open_chat(session_id)
        else:
            self._context.post_message(FollowSession(elsewhere))

    def rename_session(self) -> None:
        from octui.ui.pickers.text_input_dialog import NameDialog

        session = self._context.session
        if session is None:
            return
        session_id = session.id
        self._context.open_picker(
            NameDialog("Rename session", session.display_title),
            lambda title: self._context.post_message(RenameSession(session_id, title)),
        )

    def fork_session(self) -> None:
        session_id = self._context.session_id

        def post_fork(message_id: str) -> None:
            self._context.post_message(ForkSession(session_id, message_id or None))

        self._pick_prompt("Fork session", post_fork, whole="The whole session")

    def find_timeline_obstacle(self) -> str:
        prompt = selectors.find_last_prompt(self._context.store.state, self._context.session_id)
        return "" if prompt else "there is no prompt to jump to"

    def show_timeline(self) -> None:
        def jump_to_prompt(message_id: str) -> None:
            if (chat := self._context.chat) is not None and message_id:
                chat.jump_to_message(message_id)

        self._pick_prompt("Jump to a prompt", jump_to_prompt)

    def _pick_prompt(self, title: str, use_prompt: Callable[[str], None], whole: str = "") -> None:
        """Have a prompt chosen while the conversation shows it; without a choice it goes back to where it was."""
        from octui.ui.pickers.messages import MessagePicker

        context, chat = self._context, self._context.chat
        if chat is None:
            return
        return_to_place = chat.transcript.mark_place()

        def take_choice(message_id: str | None) -> None:
            return_to_place()
            if message_id is not None:
                use_prompt(message_id)

        picker = MessagePicker(
            context.store,
            chat.session_id,
            title=title,
            whole=whole,
            load_older=context.request_older_messages,
            on_move=chat.jump_to_message,
        )
        context.open_screen(picker, take_choice)

    def archive_session(self) -> None:
        """Archive the session on screen, or take it out of the archive."""
        if (session := self._context.session) is not None:
            self._context.post_message(ArchiveSession(session.id, not session.time.archived))

    def delete_session(self) -> None:
        session = self._context.session
        if session is not None:
            delete = DeleteSession(session.id)
            self._context.confirm_action(
                "Delete this session?",
                session.display_title,
                yes="Delete",
                act=lambda: self._context.post_message(delete),
            )

    def share_session(self) -> None:
        self._sharing.ask_to_share()

    def find_share_obstacle(self) -> str:
        return self._sharing.find_share_obstacle()

    def find_unshare_obstacle(self) -> str:
        return self._sharing.find_unshare_obstacle()

    def unshare_session(self) -> None:
        self._sharing.withdraw_link()

    def find_compact_obstacle(self) -> str:
        context = self._context
        if selectors.find_last_prompt(context.store.state, context.session_id) is None:
            return "there is nothing to summarize"
        return "" if context.resolve_selection().model is not None else "no model is chosen"

    def compact_session(self) -> None:
        session_id, selection = self._context.session_id, self._context.resolve_selection()
        if selection.model is None:
            self._context.notify_info("Choose a model first.")
            return
        self._context.run_call(
            "Could not compact the session", lambda calls: calls.summarize_session(session_id, selection)
        )

    def find_interrupt_obstacle(self) -> str:
        context = self._context
        return "" if selectors.is_interruptible(context.store.state, context.session_id) else "the agent is idle"

    def interrupt_session(self) -> None:
        if session_id := self._context.session_id:
            self._context.post_message(AbortSession(session_id))

    def open_first_child(self) -> None:
        if children := selectors.list_children(self._context.store.state, self._context.session_id):
            self.open_chat(children[-1].id)

    def open_parent(self) -> None:
        session = self._context.session
        if session is not None and session.parent_id:
            self.open_chat(session.parent_id)

    def open_sibling(self, step: int) -> None:
        session = self._context.session
        if session is None or session.parent_id is None:
            return
        siblings = [child.id for child in selectors.list_children(self._context.store.state, session.parent_id)]
        if session.id in siblings:
            self.open_chat(siblings[(siblings.index(session.id) + step) % len(siblings)])

    # Messages from widgets.

    def handle_session_message(self, message: SessionMessage) -> None:
        match message:
            case OpenSession(session_id=session_id):
                self._open_listed(session_id)
            case NewSession(prompt=prompt):
                self.open_chat("", prompt)
            case _:
                self._requests.send_request(message)
