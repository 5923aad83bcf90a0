"""Keys that come up: told only to the program that was told that they went down, and only if it asked."""

from __future__ import annotations

from octui.ui.controllers.context import AppContext
from octui.ui.input.key_events import KeyReleased
from octui.ui.terminal.messages import KeyReceiver, KeyReleasesRequested


class KeyReleases:
    """The terminal around octui tells of releases only while a program that wants them has the keyboard."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._receiver: KeyReceiver | None = None

    def change_receiver(self, message: KeyReleasesRequested) -> None:
        if message.are_wanted:
            self._receiver = message.receiver
        elif self._receiver is message.receiver:
            self._receiver = None
        self._context.terminal.change_key_releases(are_reported=self._receiver is not None)

    def release_key(self, event: KeyReleased) -> None:
        """Tell the program, even if something else has come to the front since the key went down."""
        receiver = self._receiver
        if receiver is None or not receiver.is_attached:
            self._receiver = None
            self._context.terminal.change_key_releases(are_reported=False)
        else:
            receiver.post_message(event)
