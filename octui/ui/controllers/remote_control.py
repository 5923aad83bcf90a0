"""What other programs ask for through the server's `/tui` endpoints."""

from collections import deque
from collections.abc import Callable
from typing import Final, Literal

from octui.ui.controllers.context import AppContext
from octui.ui.controllers.sessions import SessionsController
from octui.ui.messages import OpenSession, RunAppCommand
from octui.ui.sync.event_pump import RemoteEvent
from octui.wire.events import TuiCommandExecute, TuiPromptAppend, TuiSessionSelect, TuiToastShow, UpdateAvailable
from octui.wire.sessions import Session

Severity = Literal["information", "warning", "error"]
_SEVERITIES: Final[dict[str, Severity]] = {"warning": "warning", "error": "error"}
_MAX_TOAST_SECONDS: Final = 60.0
"""A duration from outside must not keep a toast forever."""


class RemoteControlController:
    """Each event becomes what the user at the keyboard would have caused."""

    def __init__(
        self, context: AppContext, sessions: SessionsController, announce_update: Callable[[str], None]
    ) -> None:
        self._context = context
        self._sessions = sessions
        self._announce_update = announce_update
        self._waiting: deque[RemoteEvent] = deque()
        """What came before there was a screen that it could be about."""
        self._is_ready = False

    def release_commands(self) -> None:
        """The first screen is chosen: what was asked for before is about that one."""
        self._is_ready = True
        self._run_waiting()

    def run_remote_command(self, event: RemoteEvent) -> None:
        """Do as asked, in the order of asking, as soon as there is a screen with a prompt."""
        self._waiting.append(event)
        self._run_waiting()

    def _run_waiting(self) -> None:
        while self._is_ready and self._waiting:
            if self._context.composer is None:
                # The screen is there, and its widgets are still being made.
                self._context.call_after_refresh(self._run_waiting)
                return
            self._run_command(self._waiting.popleft())

    def _run_command(self, event: RemoteEvent) -> None:
        match event:
            case TuiPromptAppend(text=text):
                if composer := self._context.composer:
                    composer.append_text(text)
            case TuiCommandExecute(command=name):
                # Servers drop a name they do not know: then there is nothing to do.
                if name:
                    self._context.post_message(RunAppCommand(name))
            case TuiToastShow(message=text, title=title, variant=variant, duration=duration):
                self._context.notify(
                    text,
                    title=title or "",
                    severity=_SEVERITIES.get(variant, "information"),
                    seconds=min(max(duration / 1000, 0.5), _MAX_TOAST_SECONDS),
                )
            case UpdateAvailable(version=version):
                self._announce_update(version)
            case TuiSessionSelect(session_id=session_id):
                self._open_remote_session(session_id)

    def _open_remote_session(self, session_id: str) -> None:
        """Open a session that another program names, fetching it if it is not in the list yet."""
        context, server = self._context, self._context.server
        if session_id in context.store.state.sessions or server is None:
            context.post_message(OpenSession(session_id))
            return

        def open_fetched(session: Session) -> None:
            self._sessions.loader.add_session(session)
            context.post_message(OpenSession(session_id))

        context.run_call("Could not open the session", lambda _: server.client.sessions.get(session_id), open_fetched)
