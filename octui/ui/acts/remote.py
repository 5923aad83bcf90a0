"""Acts that other programs ask for through the server's `/tui` endpoints."""

from dataclasses import dataclass
from typing import Final, Literal

from textual import on
from textual.message import Message

from octui.store.inputs import SessionsLoaded
from octui.ui.acts.prompts import PromptActs
from octui.ui.bridge import Driving
from octui.ui.commands import command_named
from octui.ui.messages import OpenSession, RunCommandId
from octui.wire.events import TuiCommandExecute, TuiPromptAppend, TuiSessionSelect, TuiToastShow

Severity = Literal["information", "warning", "error"]
_SEVERITIES: Final[dict[str, Severity]] = {"warning": "warning", "error": "error"}
_LONGEST_TOAST: Final = 60.0
"""Seconds; a duration from outside must not keep a toast for ever."""


@dataclass
class Driven(Message):
    """Another program drives the interface."""

    event: Driving


class RemoteActs(PromptActs):
    """Each event becomes what a person at the keyboard would have caused."""

    @on(Driven)
    def _driven(self, message: Driven) -> None:
        match message.event:
            case TuiPromptAppend(text=text):
                if composer := self.composer:
                    composer.append(text)
            case TuiCommandExecute(command=name):
                # Servers drop the name when they do not know it: then there is nothing to do.
                if command := command_named(name):
                    self.post_message(RunCommandId(command.id))
            case TuiToastShow(message=text, title=title, variant=variant, duration=duration):
                self.notify(
                    text,
                    title=title or "",
                    severity=_SEVERITIES.get(variant, "information"),
                    timeout=min(max(duration / 1000, 0.5), _LONGEST_TOAST),
                    markup=False,
                )
            case TuiSessionSelect(session_id=session_id):
                self._select(session_id)

    def _select(self, session_id: str) -> None:
        """Open a session another program names, fetching it when it is not in the list yet."""
        client = self.client
        if session_id in self.store.state.sessions or client is None:
            self.post_message(OpenSession(session_id))
            return

        def fetched(found: SessionsLoaded) -> None:
            if self.bridge is not None:
                self.bridge.put(found)
            self.post_message(OpenSession(session_id))

        async def fetch() -> SessionsLoaded:
            return SessionsLoaded(sessions=(await client.session(session_id),))

        self.perform("The session was not opened", lambda _: fetch(), fetched)
