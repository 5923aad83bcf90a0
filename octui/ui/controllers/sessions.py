"""Acts on sessions: open, make, rename, fork, delete, share, compact, interrupt, undo, walk the family."""

import gc
from typing import TYPE_CHECKING, Final

from textual import on

from octui.client import ClientError
from octui.config.options import Options
from octui.config.preferences import Memory
from octui.store import selectors
from octui.store.actions import FailureSeen, SessionForgotten, SessionsLoaded
from octui.store.selectors import turns
from octui.ui.controllers.context import AppContext
from octui.ui.messages import (
    AbortSession,
    DeleteSession,
    ForkSession,
    NewSession,
    OpenSession,
    PinSession,
    RenameSession,
)
from octui.ui.sessions.screen import SessionsScreen
from octui.wire.sessions import Session

MAX_LOADED_SESSIONS: Final = 8
"""Histories kept after one went on to another session; a running session's is kept as long as it runs."""

if TYPE_CHECKING:
    from octui.ui.chat.screen import ChatScreen


class SessionsController(AppContext):
    """What can be done with a session, by command and by message."""

    def __init__(self, options: Options, memory: Memory) -> None:
        super().__init__(options, memory)
        self._loaded_sessions: list[str] = []
        """The sessions whose histories are here, the last opened last."""

    def has_chat(self) -> bool:
        return self.chat is not None

    def has_session(self) -> bool:
        return bool(self.session_id)

    def has_revert(self) -> bool:
        session = self.store.state.sessions.get(self.session_id)
        return session is not None and session.revert is not None

    def has_children(self) -> bool:
        return bool(self.session_id and selectors.children(self.store.state, self.session_id))

    def has_parent_session(self) -> bool:
        session = self.store.state.sessions.get(self.session_id)
        return session is not None and session.parent_id is not None

    def open_chat(self, session_id: str, prompt: str = "") -> "ChatScreen":
        """Show a session, in the chat there is or in a new one; closes what lies above it."""
        chat = self.chat
        if chat is None:
            chat = self.create_chat()
            self.push_screen(chat)
        else:
            while self.screen is not chat:
                self.pop_screen()
        chat.show_session(session_id)
        if prompt:
            chat.prefill_prompt(prompt)
        if session_id:
            self.run_worker(self._load_session(session_id), exclusive=True, group="history", exit_on_error=False)
        return chat

    def new_session(self) -> None:
        self.open_chat("")

    def show_sessions(self) -> None:
        """Back to the overview, whatever is open above it."""
        while not isinstance(self.screen, SessionsScreen) and len(self.screen_stack) > 1:
            self.pop_screen()

    def pick_session(self) -> None:
        # Pickers are imported when they are opened: the first screen should not wait for them.
        from octui.ui.pickers.sessions import SessionPicker

        self.push_screen(
            SessionPicker(self.store, self.session_id, frozenset(self.preferences.state.pinned_sessions)),
            self._open_picked,
        )

    def _open_picked(self, session_id: str | None) -> None:
        if session_id:
            self.open_chat(session_id)

    def rename_session(self) -> None:
        from octui.ui.pickers.text_input_dialog import TextInputDialog

        session = self.store.state.sessions.get(self.session_id)
        if session is None:
            return
        session_id = session.id

        def post_rename(title: str | None) -> None:
            if title and title.strip():
                self.post_message(RenameSession(session_id, title.strip()))

        self.push_screen(TextInputDialog("Rename session", value=session.title), post_rename)

    def fork_session(self) -> None:
        from octui.ui.pickers.messages import MessagePicker

        session_id = self.session_id

        def post_fork(message_id: str | None) -> None:
            if message_id is not None:
                self.post_message(ForkSession(session_id, message_id or None))

        self.push_screen(
            MessagePicker(self.store, session_id, title="Fork session", whole="The whole session"), post_fork
        )

    def show_timeline(self) -> None:
        from octui.ui.pickers.messages import MessagePicker

        chat = self.chat
        if chat is None:
            return

        def jump_to_prompt(message_id: str | None) -> None:
            if message_id:
                chat.jump_to_message(message_id)

        self.push_screen(MessagePicker(self.store, self.session_id, title="Jump to a prompt"), jump_to_prompt)

    def delete_session(self) -> None:
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        session = self.store.state.sessions.get(self.session_id)
        if session is None:
            return
        session_id = session.id

        def post_delete(sure: bool | None) -> None:
            if sure:
                self.post_message(DeleteSession(session_id))

        self.push_screen(ConfirmDialog("Delete this session?", session.title, yes="Delete"), post_delete)

    def share_session(self) -> None:
        session_id = self.session_id
        self.run_call(
            "The session was not shared",
            lambda deeds: deeds.publish_session(session_id),
            lambda url: self.notify_info(f"Shared at {url}" if url else "The server shared it, and gave no address."),
        )

    def unshare_session(self) -> None:
        session_id = self.session_id
        self.run_call(
            "The session is still shared",
            lambda deeds: deeds.unpublish_session(session_id),
            lambda _: self.notify_info("No longer shared."),
        )

    def compact_session(self) -> None:
        session_id, choice = self.session_id, self.resolve_selection()
        if choice.model is None:
            self.notify_error("The session was not compacted", "choose a model first.")
            return
        self.run_call("The session was not compacted", lambda deeds: deeds.summarize_session(session_id, choice))

    def interrupt_session(self) -> None:
        self.post_message(AbortSession())

    def undo_prompt(self) -> None:
        session_id = self.session_id
        prompt = turns.last_prompt(self.store.state, session_id)
        if prompt is None:
            self.notify_info("There is no prompt to undo.")
            return
        text = turns.prompt_text(self.store.state, prompt)

        def prefill_composer(_: None) -> None:
            chat = self.chat
            if chat is not None and chat.session_id == session_id:
                chat.prefill_prompt(text)

        self.run_call("Nothing was undone", lambda deeds: deeds.revert_to_prompt(session_id, prompt), prefill_composer)

    def redo_prompt(self) -> None:
        session_id = self.session_id
        self.run_call("Nothing was redone", lambda deeds: deeds.restore_next_prompt(session_id))

    def open_first_child(self) -> None:
        if children := selectors.children(self.store.state, self.session_id):
            self.open_chat(children[-1].id)

    def open_parent(self) -> None:
        session = self.store.state.sessions.get(self.session_id)
        if session is not None and session.parent_id:
            self.open_chat(session.parent_id)

    def open_sibling(self, step: int) -> None:
        session = self.store.state.sessions.get(self.session_id)
        if session is None or session.parent_id is None:
            return
        siblings = [child.id for child in selectors.children(self.store.state, session.parent_id)]
        if session.id in siblings:
            self.open_chat(siblings[(siblings.index(session.id) + step) % len(siblings)])

    @on(OpenSession)
    def _open_session(self, message: OpenSession) -> None:
        self.open_chat(message.session_id)

    @on(NewSession)
    def _new_session(self, message: NewSession) -> None:
        self.open_chat("", message.prompt)

    @on(RenameSession)
    def _rename_on_server(self, message: RenameSession) -> None:
        self.run_call(
            "The session was not renamed", lambda deeds: deeds.set_session_title(message.session_id, message.title)
        )

    @on(DeleteSession)
    def _delete_on_server(self, message: DeleteSession) -> None:
        self.run_call("The session was not deleted", lambda deeds: deeds.stop_and_delete_session(message.session_id))

    @on(ForkSession)
    def _fork_on_server(self, message: ForkSession) -> None:
        text = turns.prompt_text(self.store.state, message.message_id) if message.message_id else ""

        def open_fork(session: Session) -> None:
            if self.event_pump is not None:
                self.event_pump.apply_actions(SessionsLoaded(sessions=(session,)))
            self.open_chat(session.id, text)

        self.run_call(
            "The session was not forked",
            lambda deeds: deeds.fork_session_at(message.session_id, message.message_id),
            open_fork,
        )

    @on(PinSession)
    def _toggle_pin(self, message: PinSession) -> None:
        self.preferences.pin(message.session_id, message.session_id not in self.preferences.state.pinned_sessions)
        self.save_preferences()

    @on(AbortSession)
    def _abort_session(self, _: AbortSession) -> None:
        if session_id := self.session_id:
            self.run_call("The agent was not interrupted", lambda deeds: deeds.abort_session_tree(session_id))

    async def _load_session(self, session_id: str) -> None:
        """Fetch the newest page, unless the connection is down: then the next one does it."""
        if self.resync is None or self.event_pump is None:
            return
        self._loaded_sessions = [*(other for other in self._loaded_sessions if other != session_id), session_id]
        forgotten = [
            other
            for other in self._loaded_sessions[:-MAX_LOADED_SESSIONS]
            if not selectors.busy(self.store.state, other)
        ]
        self._loaded_sessions = [other for other in self._loaded_sessions if other not in forgotten]
        # That it failed was news until somebody looked.
        self.event_pump.apply_actions(FailureSeen(session_id), *map(SessionForgotten, forgotten))
        try:
            await self.resync.load_newest_page(session_id)
            # Ten thousand messages are not garbage: the collector would walk them all every time it looked for some.
            gc.freeze()
        except ClientError as error:
            self.notify_error("The session could not be loaded", str(error))
