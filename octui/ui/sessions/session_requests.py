"""What can be asked of the server for one session: rename, delete, fork, archive and interrupt it; and pinning it."""

from collections.abc import Callable, Sequence
from typing import assert_never

from octui.config.chips import Chip
from octui.config.history import HistoryEntry
from octui.store import selectors
from octui.ui.controllers.context import AppContext
from octui.ui.controllers.server_calls import ServerCalls
from octui.ui.key_hints import format_hint
from octui.ui.messages import AbortSession, ArchiveSession, DeleteSession, ForkSession, PinSession, RenameSession
from octui.wire.sessions import Session

SessionRequest = RenameSession | DeleteSession | ForkSession | PinSession | AbortSession | ArchiveSession


class SessionRequests:
    """Each is sent at once; a failure is said where the user is looking."""

    def __init__(
        self,
        context: AppContext,
        add_session: Callable[[Session], None],
        open_chat: Callable[[str, str, Sequence[Chip]], object],
        pause_queue: Callable[[str], None],
    ) -> None:
        self._context = context
        self._add_session = add_session
        self._open_chat = open_chat
        self._pause_queue = pause_queue

    def send_request(self, request: SessionRequest) -> None:
        match request:
            case RenameSession(session_id=session_id, title=title):
                self._context.run_call(
                    "Could not rename the session",
                    lambda calls: calls.set_session_title(session_id, title),
                    self._reload_others(session_id),
                )
            case DeleteSession(session_id=session_id):
                self._context.run_call(
                    "Could not delete the session",
                    lambda calls: calls.stop_and_delete_session(session_id),
                    self._reload_others(session_id),
                )
            case ForkSession():
                self._fork_session(request)
            case PinSession(session_id=session_id):
                self._toggle_pin(session_id)
            case ArchiveSession(session_id=session_id, is_archived=is_archived):
                self._archive_session(session_id, is_archived)
            case AbortSession(session_id=session_id):
                self._abort_session(session_id)
            case _:
                assert_never(request)

    def _reload_others(self, session_id: str) -> Callable[[object], None] | None:
        """What shows a change of a session of another folder, whose events are not heard."""
        others = self._context.other_folders
        return (lambda _: others.reload_sessions()) if others.find_session(session_id) is not None else None

    def _fork_session(self, request: ForkSession) -> None:
        # Imported when a session is forked: the first screen does not need it.
        from octui.ui.attachments.restored_prompt import restore_prompt

        state = self._context.store.state
        directory = selectors.get_session_directory(state, request.session_id)

        async def fork_session(calls: ServerCalls) -> tuple[Session, HistoryEntry]:
            prompt = HistoryEntry("")
            if request.message_id:
                prompt = await restore_prompt(calls.client, state, request.message_id, directory)
            return await calls.fork_session_at(request.session_id, request.message_id), prompt

        def open_fork(forked: tuple[Session, HistoryEntry]) -> None:
            session, prompt = forked
            self._add_session(session)
            self._open_chat(session.id, prompt.text, prompt.chips)

        self._context.run_call("Could not fork the session", fork_session, open_fork)

    def _archive_session(self, session_id: str, is_archived: bool) -> None:
        reload_others = self._reload_others(session_id)

        def report_archived(session: Session) -> None:
            if reload_others is None:
                self._add_session(session)
            else:
                reload_others(session)
            where = format_hint("session.picker.archived", "in the list of sessions shows it")
            self._context.notify_info(f"Archived: {where}." if is_archived else "The session is no longer archived.")

        failure = "Could not archive the session" if is_archived else "Could not unarchive the session"
        self._context.run_call(
            failure, lambda calls: calls.set_session_archived(session_id, is_archived), report_archived
        )

    def _toggle_pin(self, session_id: str) -> None:
        preferences = self._context.preferences
        preferences.set_session_pinned(session_id, session_id not in preferences.preferences.pinned_sessions)
        self._context.save_preferences()

    def _abort_session(self, session_id: str) -> None:
        """Interrupt a session; while the server is not heard, the screen cannot show it, so the result is reported."""
        if not session_id:
            return
        context = self._context
        self._pause_queue(session_id)
        # Imported when something is interrupted: the first screen should not wait for it.
        from octui.ui.chat.server_silence import describe_silence

        silence = describe_silence(context.store.state.connection)
        if silence and context.server is not None:
            context.notify_warning(f"{silence} octui tries to interrupt the agent anyway.")
            context.server.event_pump.retry_connection()

        def report_interrupt(_: None) -> None:
            if silence:
                context.notify_info("The server was reached and told to interrupt the agent.")

        context.run_call(
            "Could not interrupt the agent", lambda calls: calls.abort_session_tree(session_id), report_interrupt
        )
