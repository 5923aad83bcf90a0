"""Acts that other programs ask for through the server's `/tui` endpoints."""

from dataclasses import dataclass
from typing import Final, Literal

from textual import on
from textual.message import Message

from octui.store.actions import SessionsLoaded
from octui.ui.commands import find_app_command
from octui.ui.controllers.prompts import PromptsController
from octui.ui.messages import OpenSession, RunAppCommand
from octui.ui.sync.event_pump import RemoteEvent
from octui.wire.events import TuiCommandExecute, TuiPromptAppend, TuiSessionSelect, TuiToastShow

Severity = Literal["information", "warning", "error"]
_SEVERITIES: Final[dict[str, Severity]] = {"warning": "warning", "error": "error"}
_MAX_TOAST_SECONDS: Final = 60.0
"""Seconds; a duration from outside must not keep a toast for ever."""


@dataclass
class RemoteCommand(Message):
    """Another program drives the interface."""

    event: RemoteEvent


class RemoteControlController(PromptsController):
    """Each event becomes what a person at the keyboard would have caused."""

    @on(RemoteCommand)
    def _run_remote_command(self, message: RemoteCommand) -> None:
        match message.event:
            case TuiPromptAppend(text=text):
                if composer := self.composer:
                    composer.append_text(text)
            case TuiCommandExecute(command=name):
                # Servers drop the name when they do not know it: then there is nothing to do.
                if command := find_app_command(name):
                    self.post_message(RunAppCommand(command.id))
            case TuiToastShow(message=text, title=title, variant=variant, duration=duration):
                self.notify(
                    text,
                    title=title or "",
                    severity=_SEVERITIES.get(variant, "information"),
                    timeout=min(max(duration / 1000, 0.5), _MAX_TOAST_SECONDS),
                    markup=False,
                )
            case TuiSessionSelect(session_id=session_id):
                self._open_remote_session(session_id)

    def _open_remote_session(self, session_id: str) -> None:
        """Open a session another program names, fetching it when it is not in the list yet."""
        client = self.client
        if session_id in self.store.state.sessions or client is None:
            self.post_message(OpenSession(session_id))
            return

        def open_fetched(found: SessionsLoaded) -> None:
            if self.event_pump is not None:
                self.event_pump.apply_actions(found)
            self.post_message(OpenSession(session_id))

        async def fetch_session() -> SessionsLoaded:
            return SessionsLoaded(sessions=(await client.session(session_id),))

        self.run_call("The session was not opened", lambda _: fetch_session(), open_fetched)
